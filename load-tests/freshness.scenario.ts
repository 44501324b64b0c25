import type { Comparison } from './comparison.js';
import { runPrefix, type Deployment } from './deployment.js';
import { freshnessCharts, type FreshnessRound } from './freshness-charts.js';
import { FreshnessProbes } from './freshness-probes.js';
import type { Outcome } from './outcome.js';
import { percentile } from './percentile.js';
import { latencyComparisons, loadCharts, runLoad } from './run-load.js';
import { evenlyDue, inOrder, type DueRequest } from './sending/due-requests.js';
import { sum, together } from './sending/failures.js';
import type { Walk } from './session-walks.js';
import { targetsOf } from './targets.js';
import { BeaconTraffic } from './traffic/beacon-traffic.js';
import { processCharts } from './watching/process-watch.js';
import { scrape } from './watching/scrape.js';
import {
  between,
  countOf,
  histogramIn,
  quantileOf,
  type ScrapedHistogram,
} from './watching/scraped-histogram.js';

export interface FreshnessOptions extends Deployment {
  readonly walks: readonly Walk[];
  /** A second, in batches of 1 to 10 as beacons send them. */
  readonly events: number;
  /** A second. */
  readonly reads: number;
  /** Events a second that are followed to the answer that includes them. */
  readonly probes: number;
  /** Of a round. */
  readonly seconds: number;
  readonly rounds: number;
  /** Of the same load, before it counts. */
  readonly warmUpSeconds: number;
}

/** Session-state's own: from the collector having an event to the vector that counts it being written, every event. */
const METRIC = 'freshet_freshness_seconds';
const SEED = 1;

/**
 * How old what is recommended may be, under a load of events and reads at due times: from request in to vector written, told by the service of
 * every event; and from a reader's POST to the answer that includes it.
 * @throws Error where no process that is named tells the service's own histogram.
 */
export async function measureFreshness(options: FreshnessOptions): Promise<Outcome> {
  await freshnessOf(options);
  const prefix = runPrefix();
  const traffic = new BeaconTraffic({ ...options, prefix, seed: SEED });
  await runLoad(loadOf(traffic, options, options.warmUpSeconds), options, {
    what: 'Warming up',
    seconds: options.warmUpSeconds,
  });
  const rounds: FreshnessRound[] = [];
  for (let round = 1; round <= options.rounds; round++)
    rounds.push(await playRound(traffic, options, `${prefix}-${round}`));
  return outcomeOf(rounds, options);
}

function loadOf(
  traffic: BeaconTraffic,
  { events, reads }: FreshnessOptions,
  seconds: number,
): Generator<DueRequest> {
  const batches = traffic.batches({ perSecond: events, seconds });
  return inOrder([batches, evenlyDue([{ perSecond: reads, seconds }], traffic.read)]);
}

async function playRound(
  traffic: BeaconTraffic,
  options: FreshnessOptions,
  prefix: string,
): Promise<FreshnessRound> {
  const { seconds } = options;
  const probes = new FreshnessProbes({ ...options, prefix });
  const before = await freshnessOf(options);
  const scrapes: { atSeconds: number; histogram: ScrapedHistogram }[] = [];
  const onScrape = (text: string, atSeconds: number): void => {
    const histogram = histogramIn(text, METRIC);
    if (histogram) scrapes.push({ atSeconds, histogram });
  };
  const load = loadOf(traffic, options, seconds);
  const [run] = await Promise.all([
    runLoad(load, options, { what: 'Freshness', seconds, onScrape }),
    probes.run(options.probes, seconds),
  ]);
  const written = between(before, await freshnessOf(options));
  const failures = together([run.record.failures, probes.failures]);
  return { run, written, scrapes, probes: probes.probes, failures };
}

/** All processes' together: partitions are shared among them. */
async function freshnessOf({ metrics }: FreshnessOptions): Promise<ScrapedHistogram> {
  const texts = await Promise.all(metrics.map(({ url }) => scrape(url)));
  const histogram = histogramIn(texts.join('\n'), METRIC);
  if (histogram) return histogram;
  throw new Error(
    `${metrics.map(({ url }) => url).join(' and ')} tell no ${METRIC}: name session-state's own address with --metrics.`,
  );
}

async function outcomeOf(rounds: readonly FreshnessRound[], options: FreshnessOptions): Promise<Outcome> {
  const failures = together(rounds.map((round) => round.failures));
  const targets = await targetsOf('freshness', ['msP50', 'msP99', 'failures']);
  const at = `at ${options.events} events/s and ${options.reads} reads/s`;
  const written = (share: number): number[] =>
    rounds.map((round) => (quantileOf(round.written, share) ?? Number.NaN) * 1000);
  const read = (share: number): number[] =>
    rounds.map(({ probes }) => {
      const ms = probes.map((probe) => probe.ms);
      return ms.length > 0 ? percentile(ms, share) : Number.NaN;
    });
  const last = rounds.at(-1);
  const comparisons: Comparison[] = [
    { figure: `request in to vector written, p50 ${at}, ms`, values: written(0.5), target: targets.msP50 },
    { figure: 'request in to vector written, p99, ms', values: written(0.99), target: targets.msP99 },
    {
      figure: "reader's POST to the answer that includes it, p50, ms",
      values: read(0.5),
      target: targets.msP50,
    },
    {
      figure: "reader's POST to the answer that includes it, p99, ms",
      values: read(0.99),
      target: targets.msP99,
    },
    { figure: 'events written', values: rounds.map((round) => countOf(round.written)) },
    // Of all rounds: the median would not see those of one.
    { figure: 'failures', values: [sum(failures)], target: targets.failures },
  ];
  return {
    comparisons: [...comparisons, ...(last ? latencyComparisons(last.run.record) : [])],
    charts: last
      ? [...freshnessCharts(last), ...loadCharts(last.run.record), ...processCharts(last.run.processes)]
      : [],
    failures: Object.fromEntries(failures),
  };
}
