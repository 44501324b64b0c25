import { describeProblem, parseExperiments, AnswerPlans } from '#libs/experiments';
import { messageOf } from '#libs/contracts';

/** Where the experiments file comes from. */
export interface ExperimentsSource {
  /** As messages name it. */
  readonly path: string;
  /** Whether somebody asked for this very file, so that its absence is a mistake. */
  readonly isNamed: boolean;
  /** @returns its text, null where there is none. */
  read(): Promise<string | null>;
}

export interface ExperimentsEvents {
  /** Gets ready what the experiments need; they serve once it is done. Never rejects. */
  readonly prepare: (plans: AnswerPlans) => Promise<void>;
  readonly changed: (plans: AnswerPlans) => void;
  /** Told once a state of the file; the experiments from before go on. */
  readonly refused: (complaint: string, problems: number) => void;
}

/**
 * The experiments in service. The file is looked at again and again; a new text counts once two looks in a row have seen it, so that
 * a file that is being written is not taken for a shorter one. One with mistakes never replaces what serves.
 */
export class ExperimentsInService {
  private plans: AnswerPlans;
  private fault: string | null = null;
  /** The text that was judged last, and the one that waits for a second look; null stands for no file, undefined for nothing. */
  private judged: string | null | undefined = null;
  private waiting: string | null | undefined;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly source: ExperimentsSource,
    private readonly pollMs: number,
    private readonly events: ExperimentsEvents,
  ) {
    const { revision, experiments } = parseExperiments('');
    this.plans = new AnswerPlans(revision, experiments);
  }

  get current(): AnswerPlans {
    return this.plans;
  }

  /** What is wrong with the file as it stands, null for nothing. */
  get complaint(): string | null {
    return this.fault;
  }

  /** Takes the file as it is now, then keeps looking. */
  async start(): Promise<void> {
    try {
      const text = await this.source.read();
      if (text !== null || this.source.isNamed) await this.judge(text);
    } catch (thrown) {
      this.unreadable(thrown);
    }
    this.schedule();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  /** Looks once; `start` does that every `pollMs`. */
  async look(): Promise<void> {
    try {
      const text = await this.source.read();
      if (text === this.judged) this.waiting = undefined;
      else if (text === this.waiting) await this.judge(text);
      else this.waiting = text;
    } catch (thrown) {
      this.unreadable(thrown);
    }
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.looking = this.look().then(() => this.schedule());
    }, this.pollMs);
  }

  private async judge(text: string | null): Promise<void> {
    this.judged = text;
    this.waiting = undefined;
    const { path } = this.source;
    if (text === null) {
      this.refuse(`${path} is not there. A file with \`experiments: []\` ends all experiments`, 1);
      return;
    }
    const { revision, experiments, problems } = parseExperiments(text);
    if (problems.length > 0) {
      this.refuse(problems.map((problem) => describeProblem(problem, path)).join('\n'), problems.length);
      return;
    }
    const plans = new AnswerPlans(revision, experiments);
    await this.events.prepare(plans);
    this.fault = null;
    this.plans = plans;
    this.events.changed(plans);
  }

  private unreadable(thrown: unknown): void {
    // Once it can be read again, whatever it says is judged anew.
    this.judged = undefined;
    this.refuse(`${this.source.path} can't be read: ${messageOf(thrown)}`, 1);
  }

  private refuse(reason: string, problems: number): void {
    const complaint = `${reason}\nRevision ${this.plans.revision} goes on.`;
    if (complaint === this.fault) return;
    this.fault = complaint;
    this.events.refused(complaint, problems);
  }
}
