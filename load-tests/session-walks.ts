import type { ClickstreamEvent } from '#libs/contracts';
import { generateCatalogue, generateVisits } from '#libs/demo';

/** One step of a walk, before the walk gives it ids and a time. */
export type Step = Pick<ClickstreamEvent, 'type' | 'item' | 'progress' | 'value'>;

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

const DEMO_SEED = 1;
const DEMO_END_MS = Date.UTC(2026, 0, 31);

/** @returns walks of the demo site's visitors, in the order they came. */
export function demoWalks(sessions: number): Walk[] {
  const visits = generateVisits(generateCatalogue(DEMO_SEED), {
    seed: DEMO_SEED,
    endMs: DEMO_END_MS,
    sessions,
  });
  return walksOf(visits);
}

/** @param events each session's in order. */
export function walksOf(events: Iterable<Step & { readonly session: string }>): Walk[] {
  const walks = new Map<string, Step[]>();
  for (const { session, type, item, progress, value } of events) {
    const step = {
      type,
      item,
      ...(progress !== undefined && { progress }),
      ...(value !== undefined && { value }),
    };
    const walk = walks.get(session);
    if (walk) walk.push(step as Step);
    else walks.set(session, [step as Step]);
  }
  return [...walks.values()];
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
    const walk = this.walks[this.begun % this.walks.length];
    const step = walk?.[0];
    if (!walk || !step) throw new Error(`Session ${this.begun % this.walks.length} has no event.`);
    this.begun += 1;
    return { session: `${this.prefix}-${this.begun}`, walk, step, at: 0 };
  }
}
