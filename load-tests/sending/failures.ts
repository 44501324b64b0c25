/** How often what failed, by its kind: `429`, `timeout`, `connection`. */
export type Failures = ReadonlyMap<string, number>;

export function increase(counts: Map<string, number>, of: string, by = 1): void {
  counts.set(of, (counts.get(of) ?? 0) + by);
}

/** @returns all kinds' together. */
export function sum(counts: Failures): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

/** @returns several's together, kind by kind. */
export function together(all: readonly Failures[]): Failures {
  const counts = new Map<string, number>();
  for (const [kind, count] of all.flatMap((each) => [...each])) increase(counts, kind, count);
  return counts;
}
