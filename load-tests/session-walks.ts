import type { ClickstreamEvent } from '#libs/contracts';
import { DEMO_SEED, generateCatalogue, generateVisits } from '#libs/demo';
import { readEventFile } from '#libs/event-history';

/** One step of a walk, before the walk gives it ids and a time. */
type Step = Pick<ClickstreamEvent, 'type' | 'item' | 'progress' | 'value'>;

/** A visitor's way through the site, first step first. */
export type Walk = readonly Step[];

/** A step that a connection has taken on: it must be given back when its answer is there. */
export interface OpenStep {
  readonly session: string;
  readonly step: Step;
  /** Of the step in its walk, from 0. */
  readonly at: number;
  readonly walk: Walk;
}

/** An event of a session, from wherever; null and undefined both mean that there is none. */
interface RecordedStep {
  readonly session: string;
  readonly type: ClickstreamEvent['type'];
  readonly item: string | null;
  readonly progress?: number | null;
  readonly value?: number | null;
}

const DEMO_END_MS = Date.UTC(2026, 0, 31);

/** @returns walks of the demo site's visitors, in the order they came. */
export function demoWalks(sessions: number): Promise<Walk[]> {
  const visits = generateVisits(generateCatalogue(DEMO_SEED), {
    seed: DEMO_SEED,
    endMs: DEMO_END_MS,
    sessions,
  });
  return walksOf(visits);
}

/** @returns the sessions of an event file, each in the file's order. */
export function recordedWalks(file: string): Promise<Walk[]> {
  return walksOf(readEventFile(file));
}

async function walksOf(events: Iterable<RecordedStep> | AsyncIterable<RecordedStep>): Promise<Walk[]> {
  const walks = new Map<string, Step[]>();
  for await (const event of events) {
    const walk = walks.get(event.session) ?? [];
    walk.push(stepOf(event));
    walks.set(event.session, walk);
  }
  return [...walks.values()];
}

function stepOf({ type, item, progress, value }: RecordedStep): Step {
  const known = Object.entries({ item, progress, value }).filter(([, given]) => given != null);
  return { type, ...Object.fromEntries(known) };
}

/**
 * Hands out steps so that each session is walked in order, one step at a time, by whichever connection is free. When
 * the walks are used up they begin again as new sessions.
 */
export class Walkers {
  private readonly waiting: OpenStep[] = [];
  private begun = 0;

  /**
   * @param walks at least one, none of them empty.
   * @param prefix makes this run's sessions its own.
   */
  constructor(
    private readonly walks: readonly Walk[],
    private readonly prefix: string,
  ) {
    if (walks.length === 0) throw new Error('There is no session to walk.');
  }

  get sessionsBegun(): number {
    return this.begun;
  }

  take(): OpenStep {
    return this.waiting.shift() ?? this.begin();
  }

  /** The step is answered: its session's next step may be taken. */
  giveBack({ session, walk, at }: OpenStep): void {
    const step = walk[at + 1];
    if (step) this.waiting.push({ session, walk, step, at: at + 1 });
  }

  private begin(): OpenStep {
    const at = this.begun % this.walks.length;
    const walk = this.walks[at];
    const step = walk?.[0];
    if (!walk || !step) throw new Error(`Session ${at} has no event.`);
    this.begun += 1;
    return { session: `${this.prefix}-${this.begun}`, walk, step, at: 0 };
  }
}
