import { LIST_MAX } from './ranker.js';

/** What a hit at a rank is divided by. */
const FAMILIES = {
  /** Share of cases whose next item is in the list. */
  hr: () => 1,
  /** Mean of 1 / rank. */
  mrr: (rank: number) => rank,
  /** Mean of 1 / log2(rank + 1): with one right answer the ideal list has a gain of 1. */
  ndcg: (rank: number) => Math.log2(rank + 1),
} as const;

/** Lengths at which lists are looked at. */
export const CUTS = [5, 10, 20] as const;

type Family = keyof typeof FAMILIES;
export type Measure = `${Family}${(typeof CUTS)[number]}`;
/** All from 0 to 1, a next item beyond the cut counting 0. */
export type Measures = Readonly<Record<Measure, number>>;

export const MEASURES = (Object.keys(FAMILIES) as Family[]).flatMap((family) =>
  CUTS.map((cut): Measure => `${family}${cut}`),
);

/** What a hit is divided by, by measure and rank; infinite beyond the cut and at rank 0, which is a miss. */
const DIVISORS: readonly Float64Array[] = (Object.keys(FAMILIES) as Family[]).flatMap((family) =>
  CUTS.map((cut) =>
    Float64Array.from({ length: LIST_MAX + 1 }, (_, rank) =>
      rank === 0 || rank > cut ? Number.POSITIVE_INFINITY : FAMILIES[family](rank),
    ),
  ),
);

/** What one case adds to a measure before the mean is taken. @param measure its place in MEASURES. */
export function gainOf(measure: number, rank: number): number {
  return 1 / (DIVISORS[measure]?.[rank] ?? Number.POSITIVE_INFINITY);
}

/**
 * Measures of cases by the rank of what came next, from 1; 0 where it was not in the list. Ranks are counted as whole numbers
 * and summed in their order, so the same cases give the same doubles in whatever order they come. Without cases all are 0.
 */
export function measuresOf(ranks: Iterable<number>): Measures {
  const counts = new Float64Array(LIST_MAX + 1);
  let cases = 0;
  for (const rank of ranks) {
    counts[rank] = (counts[rank] ?? 0) + 1;
    cases++;
  }
  const values = DIVISORS.map(
    (divisors) =>
      counts.reduce((sum, count, rank) => sum + count / (divisors[rank] ?? 1), 0) / Math.max(1, cases),
  );
  return measuresFrom((at) => values[at] ?? 0);
}

/** One value each, by its place in MEASURES. */
export function measuresFrom<T>(valueOf: (at: number) => T): Record<Measure, T> {
  return Object.fromEntries(MEASURES.map((name, at) => [name, valueOf(at)])) as Record<Measure, T>;
}
