import { samplesIn } from './metrics-text.js';
import { scrape } from './scrape.js';
import { histogramIn, type ScrapedHistogram } from './scraped-histogram.js';

/**
 * Asks a process for some of its metrics, at one moment.
 * @returns the value of each, summed over its labels, in the order of their names.
 * @throws Error where it does not have one of them.
 */
export async function metricsOf(url: string, names: readonly string[]): Promise<number[]> {
  const sums = new Map<string, number>();
  for (const { name, value } of samplesIn(await scrape(url))) sums.set(name, (sums.get(name) ?? 0) + value);
  return names.map((name) => {
    const sum = sums.get(name);
    if (sum === undefined) throw new Error(`${url} has no metric ${name}.`);
    return sum;
  });
}

/** @returns the user and system time that a process has used, all its threads together. */
export async function cpuSecondsOf(url: string): Promise<number> {
  const [seconds = 0] = await metricsOf(url, ['process_cpu_seconds_total']);
  return seconds;
}

/** How often garbage collection has stopped a process, by how long, in seconds. */
export async function pausesOf(url: string): Promise<ScrapedHistogram> {
  const pauses = histogramIn(await scrape(url), 'nodejs_gc_duration_seconds');
  if (!pauses) throw new Error(`${url} does not tell its pauses for garbage collection.`);
  return pauses;
}
