import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { gainOf, MEASURES, measuresFrom, type Measure } from './measures.js';

/** Where 95 of 100 repetitions of the measurement would fall. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly seed: number;
  /** How often sessions are drawn. */
  readonly resamples: number;
}

export const BOOTSTRAP: BootstrapOptions = { seed: 1, resamples: 1000 };

/** Measures of every resample of one ranker, by their place in MEASURES: what was drawn is the same for all rankers. */
export type Resampled = readonly Float64Array[];

/** The cases of sessions: session s has sizes[s] of them, one session behind the other. */
export type SessionSizes = readonly number[];

/**
 * Draws whole sessions with replacement, as many as there are, since the cases of one session are alike (Efron and Tibshirani,
 * An Introduction to the Bootstrap, 1993, chapters 8 and 13).
 * @param ranks of every case, one array a ranker.
 * @returns one a ranker; empty arrays without sessions.
 */
export function resample(
  ranks: readonly Uint8Array[],
  sizes: SessionSizes,
  { seed, resamples }: BootstrapOptions = BOOTSTRAP,
): Resampled[] {
  const drawn = sizes.length === 0 ? 0 : resamples;
  const sums = ranks.map((ofRanker) => MEASURES.map((_, measure) => sumsBySession(ofRanker, sizes, measure)));
  const results = sums.map((ofRanker) => ofRanker.map(() => new Float64Array(drawn)));
  const generator = xoroshiro128plus(seed);
  const times = new Uint16Array(sizes.length);
  for (let at = 0; at < drawn; at++) {
    drawInto(times, generator);
    const cases = weightedSum(sizes, times);
    sums.forEach((ofRanker, ranker) =>
      ofRanker.forEach((ofMeasure, measure) => {
        const estimates = results[ranker]?.[measure];
        if (estimates) estimates[at] = weightedSum(ofMeasure, times) / cases;
      }),
    );
  }
  return results;
}

/** Counts how often each session is drawn when as many are drawn as there are. */
function drawInto(times: Uint16Array, generator: RandomGenerator): void {
  times.fill(0);
  for (let draws = times.length; draws > 0; draws--) {
    const session = uniformInt(generator, 0, times.length - 1);
    times[session] = (times[session] ?? 0) + 1;
  }
}

/** Percentile intervals of one ranker's measures; null without resamples. */
export function intervalsOf(resampled: Resampled): Record<Measure, Interval> | null {
  return measuredIntervals(resampled, (estimates) => estimates);
}

/** Intervals of a ranker's measures less another's on the same draws; null without resamples. */
export function pairedIntervals(of: Resampled, less: Resampled): Record<Measure, Interval> | null {
  return measuredIntervals(of, (estimates, measure) =>
    estimates.map((estimate, at) => estimate - (less[measure]?.[at] ?? 0)),
  );
}

function measuredIntervals(
  resampled: Resampled,
  estimatesOf: (estimates: Float64Array, measure: number) => Float64Array,
): Record<Measure, Interval> | null {
  if ((resampled[0]?.length ?? 0) === 0) return null;
  return measuresFrom((measure) =>
    percentileInterval(estimatesOf(resampled[measure] ?? new Float64Array(), measure)),
  );
}

const TAIL = 0.025;

function percentileInterval(estimates: Float64Array): Interval {
  const sorted = estimates.toSorted();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return { low: at(TAIL), high: at(1 - TAIL) };
}

function sumsBySession(ranks: Uint8Array, sizes: SessionSizes, measure: number): Float64Array {
  let from = 0;
  return Float64Array.from(sizes, (size) => {
    let sum = 0;
    for (const to = from + size; from < to; from++) sum += gainOf(measure, ranks[from] ?? 0);
    return sum;
  });
}

function weightedSum(values: ArrayLike<number>, times: Uint16Array): number {
  let sum = 0;
  for (let at = 0; at < times.length; at++) sum += (times[at] ?? 0) * (values[at] ?? 0);
  return sum;
}
