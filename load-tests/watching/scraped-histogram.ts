import { samplesIn } from './metrics-text.js';

/** A Prometheus histogram: how many observations lie at or below each bound, the last bound is infinite. */
export interface ScrapedHistogram {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
}

/** @returns a histogram of a scrape, summed over its labels; undefined where there is none of that name. */
export function histogramIn(text: string, name: string): ScrapedHistogram | undefined {
  const counts = new Map<number, number>();
  for (const sample of samplesIn(text)) {
    if (sample.name !== `${name}_bucket`) continue;
    const bound = /(?:^|,)le="([^"]*)"/.exec(sample.labels)?.[1] ?? '+Inf';
    const below = bound === '+Inf' ? Number.POSITIVE_INFINITY : Number(bound);
    counts.set(below, (counts.get(below) ?? 0) + sample.value);
  }
  if (counts.size === 0) return undefined;
  const bounds = [...counts.keys()].sort((a, b) => a - b);
  return { bounds, counts: bounds.map((bound) => counts.get(bound) ?? 0) };
}

/** @returns what was observed between two scrapes; of a process that began anew between them, what it has observed since. */
export function between(before: ScrapedHistogram, after: ScrapedHistogram): ScrapedHistogram {
  if (countOf(after) < countOf(before)) return after;
  return { bounds: after.bounds, counts: after.counts.map((count, at) => count - (before.counts[at] ?? 0)) };
}

export function countOf({ counts }: ScrapedHistogram): number {
  return counts.at(-1) ?? 0;
}

/** @returns the least bound that no observation lies above, infinite where the last bucket has some; 0 of no observations. */
export function boundOfAll(histogram: ScrapedHistogram): number {
  const all = countOf(histogram);
  const at = histogram.counts.indexOf(all);
  return all === 0 ? 0 : (histogram.bounds[at] ?? 0);
}

/**
 * The value that a share of the observations lies at or below, as Prometheus' `histogram_quantile` estimates it: within its bucket along a
 * straight line; in the last, which has no upper bound, the lower one.
 * @param share 0 to 1.
 * @returns null of no observations.
 */
export function quantileOf({ bounds, counts }: ScrapedHistogram, share: number): number | null {
  const total = counts.at(-1) ?? 0;
  if (total === 0) return null;
  const rank = share * total;
  const at = counts.findIndex((count) => count >= rank && count > 0);
  const [low, high] = [bounds[at - 1] ?? 0, bounds[at] ?? Number.POSITIVE_INFINITY];
  if (high === Number.POSITIVE_INFINITY) return low;
  const below = counts[at - 1] ?? 0;
  return low + ((high - low) * (rank - below)) / ((counts[at] ?? 0) - below);
}
