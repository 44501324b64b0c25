/**
 * Asks a process for one of its metrics.
 * @param url of the process, which answers `/metrics` in Prometheus' text format.
 * @returns the metric's value, summed over its labels.
 */
export async function metricOf(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const sample = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm');
  const values = [...text.matchAll(sample)].map(([, value]) => Number(value));
  if (values.length === 0) throw new Error(`${url} has no metric ${name}.`);
  return values.reduce((sum, value) => sum + value, 0);
}
