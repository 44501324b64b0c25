import type { Comparison } from './comparison.js';
import type { Deployment } from './deployment.js';
import { LiveProgress } from './live-progress.js';
import type { Chart, Line } from './outcome.js';
import type { DueRequest } from './sending/due-requests.js';
import { sum } from './sending/failures.js';
import { LoadRecord, msOf, type LoadSecond } from './sending/load-record.js';
import { sendAtDueTimes } from './sending/send-at-due-times.js';
import { ProcessWatch, type WatchedProcess } from './watching/process-watch.js';

export interface RunLoadOptions {
  /** As a person who watches reads it. */
  readonly what: string;
  readonly seconds: number;
  /** Told each scrape of a process's metrics. */
  readonly onScrape?: (text: string, atSeconds: number) => void;
}

export interface LoadRun {
  readonly record: LoadRecord;
  readonly processes: readonly WatchedProcess[];
}

/** Above this the generator's own lateness shows in the figures, milliseconds. */
const LATE_MS_MAX = 10;

/** Sends a load at due times, watches the processes meanwhile and shows how it goes. */
export async function runLoad(
  load: Iterator<DueRequest>,
  { url, readUrl, metrics }: Pick<Deployment, 'url' | 'readUrl' | 'metrics'>,
  { what, seconds, onScrape }: RunLoadOptions,
): Promise<LoadRun> {
  const record = new LoadRecord();
  const watch = ProcessWatch.start(metrics, onScrape);
  const progress = new LiveProgress(what);
  progress.start(record, seconds);
  let processes: readonly WatchedProcess[];
  try {
    await sendAtDueTimes(load, { url, readUrl, record });
  } finally {
    progress.stop();
    processes = await watch.stop();
  }
  if (isLate(record)) process.stderr.write(`${lateWarning(record)}\n`);
  return { record, processes };
}

/** Whether the generator, and not the service, is what the figures tell of. */
export function isLate(record: LoadRecord): boolean {
  return (msOf(record.lateMicros, 99) ?? 0) > LATE_MS_MAX;
}

function lateWarning({ lateMicros }: LoadRecord): string {
  const late = msOf(lateMicros, 99)?.toFixed(1) ?? '0';
  return `The load generator was late by p99 ${late} ms: figures are of it, not of the service. Give it a machine of its own, or a lower rate.`;
}

/** @returns what is told of every load: its latencies, and how late the generator itself was. */
export function latencyComparisons(record: LoadRecord): Comparison[] {
  const told = (figure: string, ms: number | null): Comparison[] =>
    ms === null ? [] : [{ figure, values: [ms] }];
  return [
    ...[...record.kinds].flatMap(([kind, micros]) =>
      [50, 99, 99.9].flatMap((percentile) =>
        told(`p${percentile} of a ${kind}, ms`, msOf(micros, percentile)),
      ),
    ),
    ...told('p99 of how late the load generator was, ms', msOf(record.lateMicros, 99)),
  ];
}

/** @returns latency and failures over time. */
export function loadCharts({ seconds }: LoadRecord): Chart[] {
  const lines = [50, 90, 99].map((percentile): Line => {
    const of = (second: LoadSecond): number | null => msOf(second.micros, percentile);
    return { name: `p${percentile}`, points: pointsOf(seconds, of) };
  });
  const count = (name: string, of: (second: LoadSecond) => number): Line => ({
    name,
    points: pointsOf(seconds, of),
  });
  const kinds = [...new Set(seconds.flatMap(({ failures }) => [...failures.keys()]))];
  return [
    {
      title: 'Latency, from the due time',
      x: { label: 'seconds' },
      y: { label: 'ms', isLogarithmic: true },
      lines,
    },
    {
      title: 'Requests',
      x: { label: 'seconds' },
      y: { label: 'requests/s' },
      lines: [
        count('due', ({ due }) => due),
        count('answered', ({ due, failures }) => due - sum(failures)),
        ...kinds.map((kind) => count(kind, ({ failures }) => failures.get(kind) ?? 0)),
      ],
    },
  ];
}

function pointsOf(
  seconds: readonly LoadSecond[],
  of: (second: LoadSecond) => number | null,
): [number, number][] {
  return seconds.flatMap((second, at) => {
    const y = of(second);
    return y === null ? [] : [[at, y]];
  });
}
