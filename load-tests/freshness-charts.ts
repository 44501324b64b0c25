import type { Probe } from './freshness-probes.js';
import type { Chart, Line } from './outcome.js';
import { percentile } from './percentile.js';
import type { LoadRun } from './run-load.js';
import type { Failures } from './sending/failures.js';
import { between, countOf, quantileOf, type ScrapedHistogram } from './watching/scraped-histogram.js';

/** What one round of the freshness scenario measured. */
export interface FreshnessRound {
  readonly run: LoadRun;
  /** Seconds from request in to vector written, of every event of the round. */
  readonly written: ScrapedHistogram;
  /** The same histogram while the round ran, since the process began. */
  readonly scrapes: readonly { readonly atSeconds: number; readonly histogram: ScrapedHistogram }[];
  readonly probes: readonly Probe[];
  readonly failures: Failures;
}

const SHARES = [0.5, 0.99];
const SHARES_OF_ALL = Array.from({ length: 100 }, (_, at) => (at + 0.5) / 100);

/** @returns freshness over time, and its distribution. */
export function freshnessCharts(round: FreshnessRound): Chart[] {
  return [
    {
      title: 'Freshness over time',
      x: { label: 'seconds' },
      y: { label: 'ms', isLogarithmic: true },
      lines: [
        ...SHARES.map((share) => writtenLine(round, share)),
        ...SHARES.map((share) => readLine(round, share)),
      ],
    },
    {
      title: 'Freshness of all events',
      x: { label: 'ms', isLogarithmic: true },
      y: { label: '% as fresh or fresher' },
      lines: [writtenShares(round), readShares(round)],
    },
  ];
}

function writtenLine({ scrapes }: FreshnessRound, share: number): Line {
  const points = scrapes.flatMap(({ atSeconds, histogram }, at): [number, number][] => {
    const before = scrapes[at - 1];
    const seconds = before ? quantileOf(between(before.histogram, histogram), share) : null;
    return seconds === null ? [] : [[atSeconds, seconds * 1000]];
  });
  return { name: `vector written, p${share * 100}`, points };
}

function readLine({ probes }: FreshnessRound, share: number): Line {
  const bySecond = new Map<number, number[]>();
  for (const { atSeconds, ms } of probes) {
    const second = Math.floor(atSeconds);
    bySecond.set(second, [...(bySecond.get(second) ?? []), ms]);
  }
  const points = [...bySecond].map(([second, ms]): [number, number] => [second, percentile(ms, share)]);
  return { name: `reader, p${share * 100}`, points: points.sort(([a], [b]) => a - b) };
}

function writtenShares({ written }: FreshnessRound): Line {
  const points = written.bounds.flatMap((bound, at): [number, number][] =>
    Number.isFinite(bound) ? [[bound * 1000, (100 * (written.counts[at] ?? 0)) / countOf(written)]] : [],
  );
  return { name: 'vector written', points };
}

function readShares({ probes }: FreshnessRound): Line {
  const ms = probes.map((probe) => probe.ms);
  if (ms.length === 0) return { name: 'reader', points: [] };
  return { name: 'reader', points: SHARES_OF_ALL.map((share) => [percentile(ms, share), share * 100]) };
}
