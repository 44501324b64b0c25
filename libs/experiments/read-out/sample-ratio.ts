import chiSquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';

/** Below this the split is not what was configured, and nothing else in a readout can be believed. */
export const SAMPLE_RATIO_ALARM = 0.001;

/**
 * Whether units are split as configured: Pearson's chi-square test.
 * @param counts units seen, by variation.
 * @param weights configured, in the same order; a variation of weight 0 takes no part.
 * @returns the probability of a split at least as far off by chance; 1 where there are no units.
 */
export function sampleRatioPValue(counts: readonly number[], weights: readonly number[]): number {
  const expecting = counts.flatMap((count, at) => {
    const weight = weights[at] ?? 0;
    return weight > 0 ? [{ count, weight }] : [];
  });
  const units = expecting.reduce((sum, { count }) => sum + count, 0);
  const total = expecting.reduce((sum, { weight }) => sum + weight, 0);
  if (units === 0 || expecting.length < 2) return 1;
  const distance = expecting.reduce((sum, { count, weight }) => {
    const expected = (units * weight) / total;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  return 1 - chiSquareCdf(distance, expecting.length - 1);
}
