import type { OpenTables } from './read-tables.js';

/** What a gate thinks of a version before it serves. */
export interface GateOpinion {
  /** Why it should not serve, one reason each; none lets it pass. */
  readonly objections: readonly string[];
  /** What was measured, null where nothing could be. */
  readonly comparison: Comparison | null;
  /** Why nothing was measured. */
  readonly notCompared?: string;
}

/** @param current what serves now, null for a first version and for one that can't be read any more. */
export type PublishGate = (
  candidate: OpenTables,
  current: OpenTables | null,
) => GateOpinion | Promise<GateOpinion>;

/** What was measured on sessions held out in time. */
export interface Comparison {
  /** ISO time: what was built for the comparison learned from sessions that ended before, and predicted those that began later. */
  readonly cutoff: string;
  readonly trainSessions: number;
  readonly sessions: number;
  readonly cases: number;
  /** Of resampling sessions for the intervals. */
  readonly seed: number;
  readonly resamples: number;
  /** Share of the score to compare with by which a version may be worse. */
  readonly tolerance: number;
  readonly seconds: number;
  readonly pairs: readonly ComparedPair[];
}

/** Two sides on the same cases. */
export interface ComparedPair {
  readonly of: ComparedSide;
  readonly against: ComparedSide;
  /** Of less against, with a 95 % interval over whole sessions. */
  readonly difference: Readonly<Record<'hr20' | 'mrr20', Difference>>;
}

export interface ComparedSide {
  /** The version, or the one whose recipe it is. */
  readonly version: string;
  /** `as-built`: its own tables; `to-cutoff`: its recipe on the history up to the cutoff. */
  readonly tables: 'as-built' | 'to-cutoff';
  readonly hr20: number;
  readonly mrr20: number;
}

export interface Difference {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** How a version came through, as it is kept beside the pointer. */
export interface GateRecord {
  /** `forced`: nobody looked. `unchanged`: it served already. */
  readonly verdict: 'passed' | 'not-compared' | 'forced' | 'unchanged';
  /** Why nothing was compared, null where something was. */
  readonly why: string | null;
  readonly comparison: Comparison | null;
}

/** Tables without an item or without a neighbour answer every session with nothing or with the same list. */
export const notEmpty: PublishGate = ({ manifest: { counted } }) => ({
  objections:
    counted.items === 0
      ? ['it was built from no events: import history, then build again']
      : counted.neighbours === 0
        ? ['no session holds two items, so nothing goes with anything']
        : [],
  comparison: null,
});
