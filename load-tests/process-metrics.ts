/**
 * Asks a process for some of its metrics, at one moment.
 * @param url of the process, which answers `/metrics` in Prometheus' text format.
 * @returns the value of each, summed over its labels, in the order of their names.
 */
export async function metricsOf(url: string, names: readonly string[]): Promise<number[]> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return names.map((name) => {
    const sample = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm');
    const values = [...text.matchAll(sample)].map(([, value]) => Number(value));
    if (values.length === 0) throw new Error(`${url} has no metric ${name}.`);
    return values.reduce((sum, value) => sum + value, 0);
  });
}

/** @returns the user and system time that a process has used, all its threads together. */
export async function cpuSecondsOf(url: string): Promise<number> {
  const [seconds = 0] = await metricsOf(url, ['process_cpu_seconds_total']);
  return seconds;
}
