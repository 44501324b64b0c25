/**
 * How long garbage collection stopped a process at most, by its own metrics.
 * @param url of the process, which answers `/metrics` in Prometheus' text format.
 * @returns seconds: the bound of the bucket that the longest pause fell into; 0 without any.
 */
export async function longestPauseSeconds(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const kinds = new Map<string, [bound: number, count: number][]>();
  for (const [, labels = '', count] of text.matchAll(
    /^nodejs_gc_duration_seconds_bucket\{([^}]*)\} (\d+)$/gm,
  )) {
    const kind = /kind="([^"]*)"/.exec(labels)?.[1] ?? '';
    const bound = Number(/le="([^"]*)"/.exec(labels)?.[1]?.replace('+Inf', 'Infinity'));
    kinds.set(kind, [...(kinds.get(kind) ?? []), [bound, Number(count)]]);
  }
  if (kinds.size === 0) throw new Error(`${url} does not tell its pauses for garbage collection.`);
  return Math.max(...[...kinds.values()].map(boundOfLongest));
}

function boundOfLongest(buckets: readonly [bound: number, count: number][]): number {
  const ascending = [...buckets].sort(([a], [b]) => a - b);
  const all = ascending.at(-1)?.[1] ?? 0;
  return ascending.find(([, count]) => count === all)?.[0] ?? 0;
}
