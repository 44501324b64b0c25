import type { Comparison } from './comparison.js';
import { walkersOf, type Deployment } from './deployment.js';
import { driftOf } from './drift.js';
import type { Outcome } from './outcome.js';
import { latencyComparisons, loadCharts, runLoad } from './run-load.js';
import { evenlyDue } from './sending/due-requests.js';
import { msOf, type LoadRecord } from './sending/load-record.js';
import type { Walk } from './session-walks.js';
import { targetsOf, type Target } from './targets.js';
import { BrowseTraffic } from './traffic/browse-traffic.js';
import { processCharts } from './watching/process-watch.js';

export interface SoakOptions extends Deployment {
  readonly walks: readonly Walk[];
  /** Requests a second: views and reads together. */
  readonly rate: number;
  readonly seconds: number;
}

type Points = readonly (readonly [seconds: number, value: number])[];

/** Of the run: caches fill and code is compiled in it, which is no leak. */
const WARM_UP_SHARE = 0.2;
const HOUR_SECONDS = 3600;

/** A steady rate for long: what grows, and what gets slower. */
export async function soak(options: SoakOptions): Promise<Outcome> {
  const { rate, seconds } = options;
  const traffic = new BrowseTraffic(walkersOf(options.walks), options.site);
  const load = evenlyDue([{ perSecond: rate, seconds }], traffic.next);
  const { record, processes } = await runLoad(load, options, { what: 'Soaking', seconds });
  const targets = await targetsOf('soak', ['growthMiBAnHour', 'p99MsAnHour', 'failures']);
  const memory = options.metrics.flatMap(({ name }) => {
    const moments = processes.find((process) => process.name === name)?.moments ?? [];
    const points: Points = moments.map(({ atSeconds, residentMiB }) => [atSeconds, residentMiB]);
    return driftComparisons(`memory of ${name}, MiB`, points, seconds, targets.growthMiBAnHour);
  });
  return {
    comparisons: [
      ...memory,
      ...driftComparisons('p99 of a second, ms', p99Points(record), seconds, targets.p99MsAnHour),
      { figure: 'failures', values: [record.failuresCount], target: targets.failures },
      ...latencyComparisons(record),
    ],
    charts: [...loadCharts(record), ...processCharts(processes)],
    failures: Object.fromEntries(record.failures),
  };
}

/** What is judged is the growth that is certain: the lower end of its interval. NaN of points that are too few to say. */
function driftComparisons(of: string, points: Points, seconds: number, target: Target): Comparison[] {
  const drift = driftOf(points.filter(([at]) => at >= seconds * WARM_UP_SHARE));
  const told = (what: string, perSecond = Number.NaN): Comparison => ({
    figure: `${of} an hour${what}`,
    values: [perSecond * HOUR_SECONDS],
  });
  return [
    told('', drift?.slope),
    { ...told(', at least (95 %)', drift?.low), target },
    told(', at most (95 %)', drift?.high),
  ];
}

function p99Points({ seconds }: LoadRecord): Points {
  return seconds.flatMap(({ micros }, at): [number, number][] => {
    const ms = msOf(micros, 99);
    return ms === null ? [] : [[at, ms]];
  });
}
