import type { LearningReport } from '#libs/co-watch';
import type { Interval, LengthGroup, Measure, Measures, Spread } from '#libs/evaluation';
import type { Protocol } from './cases.js';

/** How one method did. */
export interface MethodScores {
  readonly name: string;
  /** What it does, for people. */
  readonly does: string;
  readonly measures: Measures;
  /** 95 % intervals, whole sessions resampled; null without cases. */
  readonly intervals: Readonly<Record<Measure, Interval>> | null;
  readonly spread: Spread;
  readonly byLength: readonly LengthScores[];
  /** Cases by the rank of what came next: at place 0 those whose list did not hold it, then rank 1, 2, … */
  readonly rankCounts: readonly number[];
  /** Microseconds that making a list took. */
  readonly microsP50: number;
  readonly microsP99: number;
}

/** How a method did at sessions of a length. */
export interface LengthScores extends LengthGroup {
  readonly cases: number;
  readonly hr20: number;
  readonly mrr20: number;
}

/** A method beside the tables, and what theirs are worth more: ours less its, on the same resamples. */
export interface ComparedScores extends MethodScores {
  readonly advantage: Readonly<Record<Measure, Advantage>> | null;
}

export interface Advantage extends Interval {
  readonly mean: number;
}

/** What was asked. Shares are of cases, 0 to 1. */
export interface CaseFacts {
  readonly cases: number;
  readonly sessions: number;
  /** The next item had been in the session before. */
  readonly returns: number;
  /** The next item is one of the popular ones. */
  readonly popular: number;
  /** The next item was never seen in training: nobody can guess it. */
  readonly unknown: number;
}

/** What was learned from, and on what it was tried. */
export type EvaluationSource =
  | { readonly train: string; readonly test: string }
  | {
      readonly site: string;
      /** ISO time; null without sessions. */
      readonly cutoff: string | null;
      readonly trainSessions: number;
      readonly heldOutSessions: number;
    };

/** What an evaluation found; the first six figures keep their names. */
export interface Evaluation extends CaseFacts {
  readonly hr20: number;
  readonly mrr20: number;
  readonly microsP50: number;
  readonly microsP99: number;
  /** Seconds from the events in memory to tables that answer. */
  readonly buildSeconds: number;
  /** Memory that the process held at most, by the time the tables were there. */
  readonly peakMemoryBytes: number;
  readonly tableBytes: number;
  readonly bytesPerItem: number;
  readonly trainEvents: number;
  readonly items: number;
  readonly neighbours: number;
  readonly protocol: Protocol;
  readonly source: EvaluationSource;
  /** What was learned for these tables, and why not more. */
  readonly learning: LearningReport;
  readonly bootstrap: { readonly seed: number; readonly resamples: number };
  /** Items that count as popular, at most. */
  readonly popularItems: number;
  readonly ours: MethodScores;
  /** Simple methods; none where they were left out. */
  readonly baselines: readonly ComparedScores[];
  /** The tables without a part of what was learned; none where there is no such part, or baselines were left out. */
  readonly parts: readonly ComparedScores[];
  /** What a reader should know before believing the figures. */
  readonly notes: readonly string[];
}
