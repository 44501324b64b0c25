import type { Interval } from '../comparison.js';

/** How much larger one sample is than another. */
export interface Shift {
  /** Median of all differences between a value after and a value before. */
  readonly shift: number;
  readonly interval: Interval;
}

const CONFIDENCE = 0.95;

/**
 * The Hodges-Lehmann estimate of the shift between two samples, with its exact interval from the distribution of the Mann-Whitney U: no
 * distribution of the values is assumed, and an outlier moves nothing. E. L. Lehmann, Nonparametrics: Statistical Methods Based on Ranks,
 * 1975, chapter 2.
 * @returns null where the rounds are too few for 95 %: four each are enough, or three and five.
 */
export function medianShift(before: readonly number[], after: readonly number[]): Shift | null {
  const outside = differencesOutside(before.length, after.length);
  if (outside === null) return null;
  const differences = after.flatMap((late) => before.map((early) => late - early)).sort((a, b) => a - b);
  const count = differences.length;
  const at = (place: number): number => differences[place] ?? Number.NaN;
  return {
    shift: (at(Math.floor((count - 1) / 2)) + at(Math.ceil((count - 1) / 2))) / 2,
    interval: [at(outside), at(count - 1 - outside)],
  };
}

/** @returns how many of the ordered differences lie outside of the interval, on each side; null where even all of them are too few. */
function differencesOutside(before: number, after: number): number | null {
  const ways = waysByU(before, after);
  const all = ways.reduce((sum, each) => sum + each, 0);
  let probability = 0;
  let outside = 0;
  for (const each of ways) {
    probability += each / all;
    if (2 * probability > 1 - CONFIDENCE) break;
    outside += 1;
  }
  return outside === 0 ? null : outside - 1;
}

/** In how many of all orders of two samples so many pairs stand the other way round, by that number U. */
function waysByU(before: number, after: number): number[] {
  // The coefficients of the Gaussian binomial: a factor 1 − qʲ multiplied in for each j from above, divided out for each from below.
  const ways = new Array<number>(before * after + 1).fill(0).with(0, 1);
  for (let j = 1; j <= before; j++) {
    for (let u = ways.length - 1; u >= after + j; u--) ways[u] = (ways[u] ?? 0) - (ways[u - after - j] ?? 0);
    for (let u = j; u < ways.length; u++) ways[u] = (ways[u] ?? 0) + (ways[u - j] ?? 0);
  }
  return ways;
}
