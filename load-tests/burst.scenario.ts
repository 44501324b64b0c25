import { createHistogram } from 'node:perf_hooks';
import type { Comparison } from './comparison.js';
import { walkersOf, type Deployment } from './deployment.js';
import { lostEvents, type LostEvents } from './lost-events.js';
import type { Outcome } from './outcome.js';
import { recoverySeconds } from './recovery.js';
import { latencyComparisons, loadCharts, runLoad } from './run-load.js';
import { evenlyDue } from './sending/due-requests.js';
import { sum } from './sending/failures.js';
import { msOf, type LoadRecord } from './sending/load-record.js';
import type { Walk } from './session-walks.js';
import { targetsOf } from './targets.js';
import { BrowseTraffic } from './traffic/browse-traffic.js';
import { processCharts } from './watching/process-watch.js';

export interface BurstOptions extends Deployment {
  readonly walks: readonly Walk[];
  /** Requests a second before and after the burst: views and reads together. */
  readonly rate: number;
  /** The burst's rate is this many times that. */
  readonly times: number;
  /** Of the burst. */
  readonly seconds: number;
  /** Before the burst, and after. */
  readonly steadySeconds: number;
  /** At the steady rate, before it counts. */
  readonly warmUpSeconds: number;
}

/** A service that is asked for too much may say so, and when to come again. */
const REFUSALS: readonly string[] = ['429', '503'];

/** A steady rate, then many times that, then the steady rate again: how soon all is as it was, and whether anything that was accepted is lost. */
export async function burst(options: BurstOptions): Promise<Outcome> {
  const { rate, times, seconds, steadySeconds, warmUpSeconds } = options;
  const traffic = new BrowseTraffic(walkersOf(options.walks), options.site);
  const steady = { perSecond: rate, seconds: steadySeconds };
  const before = { perSecond: rate, seconds: warmUpSeconds + steadySeconds };
  const load = evenlyDue([before, { perSecond: rate * times, seconds }, steady], traffic.next);
  const whole = before.seconds + seconds + steadySeconds;
  const { record, processes } = await runLoad(load, options, { what: 'Burst', seconds: whole });
  const lost = await lostEvents(options, traffic.taken);
  return {
    comparisons: [...(await judgedOf(record, lost, options)), ...latencyComparisons(record)],
    charts: [...loadCharts(record), ...processCharts(processes)],
    failures: Object.fromEntries(record.failures),
  };
}

async function judgedOf(
  record: LoadRecord,
  lost: LostEvents,
  { seconds, steadySeconds, warmUpSeconds }: BurstOptions,
): Promise<Comparison[]> {
  const targets = await targetsOf('burst', ['recoverySeconds', 'failures', 'lostEvents']);
  const [begins, ends] = [warmUpSeconds + steadySeconds, warmUpSeconds + steadySeconds + seconds];
  const steadyMs = p99Of(record, warmUpSeconds, begins);
  const judged = record.seconds.map(({ micros, failures }) => ({
    p99: msOf(micros, 99),
    failures: sum(failures),
  }));
  // Whoever has not recovered by the end may never do.
  const recovery = recoverySeconds(judged, steadyMs, ends) ?? Number.NaN;
  const refusals = sum(new Map([...record.failures].filter(([kind]) => REFUSALS.includes(kind))));
  return [
    { figure: 'seconds to recover', values: [recovery], target: targets.recoverySeconds },
    {
      figure: 'failures that are no refusals',
      values: [record.failuresCount - refusals],
      target: targets.failures,
    },
    {
      figure: `accepted events lost, of ${lost.sessions} sessions`,
      values: [lost.sessions > 0 ? lost.events : Number.NaN],
      target: targets.lostEvents,
    },
    { figure: 'refusals (429, 503)', values: [refusals] },
    { figure: 'p99 before the burst, ms', values: [steadyMs] },
    { figure: 'p99 in the burst, ms', values: [p99Of(record, begins, ends)] },
  ];
}

function p99Of({ seconds }: LoadRecord, from: number, to: number): number {
  const all = createHistogram({ figures: 2 });
  for (const { micros } of seconds.slice(from, to)) all.add(micros);
  return msOf(all, 99) ?? Number.NaN;
}
