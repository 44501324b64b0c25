import type { DuckDb } from '#libs/duckdb';
import type { Experiment } from '#libs/experiments';
import { ALPHA, meanOf, unitsNeeded, type Statistic } from '#libs/experiments/read-out';
import { EVERYBODY, layOutExposures } from './exposures.js';
import { metricSumsOf } from './metric-sums.js';

/** The parts of an experiment that say how long it takes. */
export type PlannedExperiment = Pick<Experiment, 'site' | 'unit' | 'coverage' | 'metrics'> & {
  /** Shares of the control and of the smallest variation among all units that take part. */
  readonly shares: readonly [control: number, variation: number];
  /** Variations that are compared with the control: each is judged at 5 % divided by their number. */
  readonly comparisons: number;
};

export interface ExperimentPlan {
  readonly site: string;
  readonly unit: Experiment['unit'];
  readonly metric: Experiment['metrics']['primary'];
  /** Days of traffic that it was made from. */
  readonly days: number;
  readonly unitsADay: number;
  /** The metric as it is now. */
  readonly baseline: number;
  readonly tests: readonly TestLength[];
}

/** How long a change of one size takes to see, with a probability of 80 %. */
interface TestLength {
  /** Relative: 0.05 is 5 %. */
  readonly effect: number;
  /** Units that take part, and days, for one look at the end; null for never. */
  readonly oneLook: Needed | null;
  /** For looking every day. */
  readonly everyLook: Needed | null;
}

interface Needed {
  readonly units: number;
  readonly days: number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/**
 * Says from a site's own traffic how long a test must run.
 * @param nowMs end of the traffic that is looked at.
 * @param recentDays how far back it goes.
 * @param effects relative changes that are to be found.
 * @returns null where the site had no slates that count.
 */
export async function planExperiment(
  db: DuckDb,
  dataFolder: string,
  planned: PlannedExperiment,
  { nowMs, recentDays, effects }: { nowMs: number; recentDays: number; effects: readonly number[] },
): Promise<ExperimentPlan | null> {
  const { site, unit, metrics } = planned;
  const question = {
    unit,
    experiment: null,
    fromMs: nowMs - recentDays * DAY_MS,
    withinMs: metrics.withinHours * HOUR_MS,
  };
  const { span } = await layOutExposures(db, { dataFolder, site }, question, [EVERYBODY]);
  const [everybody] = await metricSumsOf(db, unit, [EVERYBODY], Number.MAX_SAFE_INTEGER);
  if (!span || !everybody) return null;
  const days = (span.lastMs - span.firstMs) / DAY_MS;
  const unitsADay = everybody.units / Math.max(days, PART_OF_A_DAY_MIN);
  const baseline = everybody.metrics[metrics.primary];
  return {
    site,
    unit,
    metric: metrics.primary,
    days,
    unitsADay,
    baseline: meanOf(baseline),
    tests: effects.map((effect) => testLength(planned, baseline, unitsADay, effect)),
  };
}

/** A history of minutes says nothing of a day's traffic: an hour is the least that is scaled up. */
const PART_OF_A_DAY_MIN = 1 / 24;

function testLength(
  { shares, coverage, comparisons }: PlannedExperiment,
  baseline: Statistic,
  unitsADay: number,
  effect: number,
): TestLength {
  const setting = { alpha: ALPHA / comparisons };
  const { oneLook, everyLook } = unitsNeeded({ baseline, shares, effect, setting });
  const [control, variation] = shares;
  const taking = unitsADay * coverage * (control + variation);
  const needed = (units: number): Needed | null =>
    Number.isFinite(units) && taking > 0 ? { units, days: Math.max(1, Math.ceil(units / taking)) } : null;
  return { effect, oneLook: needed(oneLook), everyLook: needed(everyLook) };
}
