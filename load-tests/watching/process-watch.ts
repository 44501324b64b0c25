import type { Chart, Line } from '../outcome.js';
import { samplesIn } from './metrics-text.js';
import { scrape } from './scrape.js';

/** Where a process tells its metrics. */
export interface MetricsAddress {
  /** As charts call it. */
  readonly name: string;
  /** Without `/metrics`. */
  readonly url: string;
}

/** A process at one moment. */
export interface ProcessMoment {
  /** Since the watch began. */
  readonly atSeconds: number;
  readonly residentMiB: number;
  /** CPU seconds a second since the moment before; null at the first. */
  readonly cores: number | null;
  /** Milliseconds by which timers were late, since the moment before. */
  readonly loopDelayMsP99: number;
  /** Milliseconds of garbage collection a second; null at the first. */
  readonly gcMsPerSecond: number | null;
}

export interface WatchedProcess {
  readonly name: string;
  readonly moments: readonly ProcessMoment[];
}

/** A look costs a service some milliseconds, since it has all of its metrics to tell: seldom enough to change nothing. */
const EVERY_MS = 1000;

const METRICS = {
  resident: 'process_resident_memory_bytes',
  cpuSeconds: 'process_cpu_seconds_total',
  loopDelaySeconds: 'nodejs_eventloop_lag_p99_seconds',
  gcSeconds: 'nodejs_gc_duration_seconds_sum',
} as const;
type Metric = keyof typeof METRICS;

interface Look {
  readonly atMs: number;
  readonly values: Readonly<Record<Metric, number>>;
}

/** Looks at processes once a second while a load is under way. A look that fails leaves a gap: a service that is too busy to tell is no fault. */
export class ProcessWatch {
  private readonly looks = new Map<MetricsAddress, Look[]>();
  private readonly startedAt = performance.now();
  private readonly timer: NodeJS.Timeout;
  private looking: Promise<void>;

  private constructor(
    private readonly addresses: readonly MetricsAddress[],
    /** Told each scrape. */
    private readonly onScrape: (text: string, atSeconds: number) => void,
  ) {
    this.looking = this.look();
    this.timer = setInterval(() => {
      this.looking = this.look();
    }, EVERY_MS);
  }

  static start(
    addresses: readonly MetricsAddress[],
    onScrape: (text: string, atSeconds: number) => void = () => undefined,
  ): ProcessWatch {
    return new ProcessWatch(addresses, onScrape);
  }

  /** Seconds since the watch began. */
  get atSeconds(): number {
    return (performance.now() - this.startedAt) / 1000;
  }

  async stop(): Promise<WatchedProcess[]> {
    clearInterval(this.timer);
    await this.looking;
    return this.watched();
  }

  watched(): WatchedProcess[] {
    return [...this.looks].map(([{ name }, looks]) => ({ name, moments: momentsOf(looks) }));
  }

  private async look(): Promise<void> {
    await Promise.allSettled(this.addresses.map((address) => this.lookAt(address)));
  }

  private async lookAt(address: MetricsAddress): Promise<void> {
    const text = await scrape(address.url);
    const atMs = performance.now() - this.startedAt;
    const looks = this.looks.get(address) ?? [];
    this.looks.set(address, looks);
    looks.push({ atMs, values: valuesIn(text) });
    this.onScrape(text, atMs / 1000);
  }
}

/** @returns what is known of each process, as lines over time. */
export function processCharts(processes: readonly WatchedProcess[]): Chart[] {
  const chart = (title: string, y: string, of: (moment: ProcessMoment) => number | null): Chart => ({
    title,
    x: { label: 'seconds' },
    y: { label: y },
    lines: processes.map(({ name, moments }): Line => ({ name, points: pointsOf(moments, of) })),
  });
  return [
    chart('Resident memory', 'MiB', ({ residentMiB }) => residentMiB),
    chart('CPU', 'cores', ({ cores }) => cores),
    chart('Event loop delay, p99 of each second', 'ms', ({ loopDelayMsP99 }) => loopDelayMsP99),
    chart('Garbage collection', 'ms a second', ({ gcMsPerSecond }) => gcMsPerSecond),
  ];
}

function pointsOf(
  moments: readonly ProcessMoment[],
  of: (moment: ProcessMoment) => number | null,
): [number, number][] {
  return moments.flatMap((moment) => {
    const y = of(moment);
    return y === null ? [] : [[moment.atSeconds, y]];
  });
}

function momentsOf(looks: readonly Look[]): ProcessMoment[] {
  return looks.map(({ atMs, values }, at) => {
    const before = looks[at - 1];
    const perSecond = (metric: Metric): number | null =>
      before ? Math.max(0, values[metric] - before.values[metric]) / ((atMs - before.atMs) / 1000) : null;
    const gc = perSecond('gcSeconds');
    return {
      atSeconds: atMs / 1000,
      residentMiB: values.resident / 2 ** 20,
      cores: perSecond('cpuSeconds'),
      loopDelayMsP99: values.loopDelaySeconds * 1000,
      gcMsPerSecond: gc === null ? null : gc * 1000,
    };
  });
}

/** Kinds of garbage collection are summed. */
function valuesIn(text: string): Record<Metric, number> {
  const values = { resident: 0, cpuSeconds: 0, loopDelaySeconds: 0, gcSeconds: 0 };
  for (const { name, value } of samplesIn(text)) {
    for (const metric of Object.keys(METRICS) as Metric[])
      if (METRICS[metric] === name) values[metric] += value;
  }
  return values;
}
