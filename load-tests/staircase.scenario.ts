import { capacityOf, nextRate, type EndOfStairs, type TriedRate } from './stairs.js';
import type { Comparison } from './comparison.js';
import { walkersOf, type Deployment } from './deployment.js';
import type { Chart, Line, Outcome } from './outcome.js';
import { isLate, runLoad, type LoadRun } from './run-load.js';
import { evenlyDue } from './sending/due-requests.js';
import { together, type Failures } from './sending/failures.js';
import { msOf } from './sending/load-record.js';
import type { Walk } from './session-walks.js';
import { targetsOf } from './targets.js';
import { BrowseTraffic } from './traffic/browse-traffic.js';
import type { ProcessMoment } from './watching/process-watch.js';

export interface StaircaseOptions extends Deployment {
  readonly walks: readonly Walk[];
  /** Requests a second of the first step: views and reads together. */
  readonly from: number;
  /** A step's rate is the one before times this… */
  readonly factor: number;
  /** … or, where this is given, plus this. */
  readonly step?: number;
  readonly secondsPerStep: number;
  /** At the first rate, before it counts. */
  readonly warmUpSeconds: number;
  /** Milliseconds; left out: as targets.yaml has it. */
  readonly p99Ms?: number;
  readonly log: (line: string) => void;
}

interface Step extends TriedRate, LoadRun {}

const PER_SECOND_MAX = 100_000;
const PERCENTILES = [50, 90, 99, 99.9];

/**
 * People who browse, views and reads 1:1, at an offered rate that goes up in steps until the latency target breaks or requests fail. What breaks
 * is tried again; the last rate that held is the capacity.
 */
export async function climbStaircase(options: StaircaseOptions): Promise<Outcome> {
  const targets = await targetsOf('staircase', ['p99Ms', 'capacityPerSecond']);
  const limitMs = options.p99Ms ?? limitOf(targets.p99Ms);
  const traffic = new BrowseTraffic(walkersOf(options.walks), options.site);
  const run = (what: string, perSecond: number, seconds: number): Promise<LoadRun> =>
    runLoad(evenlyDue([{ perSecond, seconds }], traffic.next), options, { what, seconds });
  await run('Warming up', options.from, options.warmUpSeconds);
  const steps: Step[] = [];
  const stairs = { from: options.from, up: upOf(options), perSecondMax: PER_SECOND_MAX };
  let next = nextRate(steps, stairs);
  for (; typeof next === 'number'; next = nextRate(steps, stairs)) {
    const what = `${next} requests/s`;
    const step = judged(next, await run(what, next, options.secondsPerStep), limitMs);
    steps.push(step);
    options.log(`${what}: ${summaryOf(step)}`);
  }
  options.log(endText(next));
  return outcomeOf(steps, limitMs, { figure: 'capacity, requests/s', target: targets.capacityPerSecond });
}

function limitOf(target: object): number {
  if ('valueMax' in target && typeof target.valueMax === 'number') return target.valueMax;
  throw new Error('targets.yaml must say a valueMax of staircase p99Ms.');
}

function upOf({ factor, step }: StaircaseOptions): (perSecond: number) => number {
  return (perSecond) => (step === undefined ? Math.ceil(perSecond * factor) : perSecond + step);
}

function judged(perSecond: number, run: LoadRun, limitMs: number): Step {
  const { record } = run;
  const p99 = msOf(record.micros, 99);
  const held = record.failuresCount === 0 && p99 !== null && p99 <= limitMs;
  return { ...run, perSecond, held, generatorWasLate: isLate(record) };
}

function summaryOf({ record, held }: Step): string {
  const ms = (percentile: number): string => msOf(record.micros, percentile)?.toFixed(1) ?? '-';
  return `p50 ${ms(50)} ms, p99 ${ms(99)} ms, ${record.failuresCount} failed: ${held ? 'held' : 'broke'}`;
}

function endText(end: EndOfStairs): string {
  return end === 'the load generator was late'
    ? 'The load generator was late: the service may do more than this machine can ask of it.'
    : `Ended: ${end}.`;
}

function outcomeOf(
  steps: readonly Step[],
  limitMs: number,
  capacity: Pick<Comparison, 'figure' | 'target'>,
): Outcome {
  const perSecond = capacityOf(steps);
  const best = steps.findLast((step) => step.held && step.perSecond === perSecond);
  const told = PERCENTILES.flatMap((percentile): Comparison[] => {
    const ms = best && msOf(best.record.micros, percentile);
    return ms == null ? [] : [{ figure: `p${percentile} at that rate, ms`, values: [ms] }];
  });
  return {
    comparisons: [{ ...capacity, values: [perSecond] }, ...told],
    charts: [latencyChart(steps, limitMs), rateChart(steps), failuresChart(steps), ...processChartsOf(steps)],
    failures: Object.fromEntries(failuresOf(steps)),
  };
}

/** What broke the last steps is in it. */
function failuresOf(steps: readonly Step[]): Failures {
  return together(steps.map(({ record }) => record.failures));
}

const OFFERED = { label: 'offered requests/s' };

function latencyChart(steps: readonly Step[], limitMs: number): Chart {
  const lines = PERCENTILES.map((percentile) =>
    lineOf(`p${percentile}`, steps, ({ record }) => msOf(record.micros, percentile)),
  );
  return {
    title: 'Latency against offered rate',
    x: OFFERED,
    y: { label: 'ms', isLogarithmic: true },
    lines,
    limits: [{ label: `p99 at most ${limitMs} ms`, y: limitMs }],
  };
}

function rateChart(steps: readonly Step[]): Chart {
  const achieved = lineOf('answered', steps, ({ record }) => record.micros.count / record.elapsedSeconds);
  const offered = lineOf('offered', steps, ({ perSecond }) => perSecond);
  return {
    title: 'Achieved against offered rate',
    x: OFFERED,
    y: { label: 'requests/s' },
    lines: [achieved, offered],
  };
}

function failuresChart(steps: readonly Step[]): Chart {
  const kinds = [...failuresOf(steps).keys()];
  const names = kinds.length > 0 ? kinds : ['none'];
  const lines = names.map((kind) => lineOf(kind, steps, ({ record }) => record.failures.get(kind) ?? 0));
  return { title: 'Failures by kind', x: OFFERED, y: { label: 'requests of a step' }, lines };
}

function processChartsOf(steps: readonly Step[]): Chart[] {
  const names = [...new Set(steps.flatMap(({ processes }) => processes.map(({ name }) => name)))];
  const chart = (title: string, y: string, of: (moment: ProcessMoment) => number | null): Chart => ({
    title,
    x: OFFERED,
    y: { label: y },
    lines: names.map((name) => lineOf(name, steps, (step) => meanOf(step, name, of))),
  });
  return [
    chart('Event loop delay, p99', 'ms', ({ loopDelayMsP99 }) => loopDelayMsP99),
    chart('CPU', 'cores', ({ cores }) => cores),
    chart('Resident memory', 'MiB', ({ residentMiB }) => residentMiB),
  ];
}

function meanOf(
  { processes }: Step,
  name: string,
  of: (moment: ProcessMoment) => number | null,
): number | null {
  const moments = processes.find((process) => process.name === name)?.moments ?? [];
  const values = moments.map(of).filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0) / values.length;
}

/** Of a rate that was tried twice the second try stands. */
function lineOf(name: string, steps: readonly Step[], of: (step: Step) => number | null): Line {
  const points = new Map<number, number>();
  for (const step of steps) {
    const y = of(step);
    if (y !== null) points.set(step.perSecond, y);
  }
  return { name, points: [...points] };
}
