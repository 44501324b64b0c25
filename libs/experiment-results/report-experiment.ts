import type { DuckDb } from '#libs/duckdb';
import { INTERLEAVED, type Experiment } from '#libs/experiments';
import {
  readOut,
  readPreference,
  type ExperimentSums,
  type PreferenceReadOut,
  type ReadOut,
  type Verdict,
} from '#libs/experiments/read-out';
import { layOutExposures, type Exposures, type HistoryOf, type LeftOut } from './exposures.js';
import { metricSumsOf } from './metric-sums.js';
import { readVotes } from './votes.js';

/** What is known of an experiment: everything that the page and the command line show. */
export interface ExperimentReport {
  readonly experiment: Experiment;
  /** ISO times of the first slate that counts and of the last; null while there is none. */
  readonly from: string | null;
  readonly to: string | null;
  /** Days between the two. */
  readonly days: number;
  readonly leftOut: LeftOut;
  /** Of an A/B experiment; null for one that interleaves. */
  readonly readOut: ReadOut | null;
  /** Of one that interleaves. */
  readonly preference: PreferenceReadOut | null;
  readonly verdict: Verdict;
  /** What looks at the end of each day, at first more often, would have said of what decides; oldest first, at most LOOKS_MAX. */
  readonly looks: readonly Look[];
}

/** One look. */
interface Look {
  /** ISO time up to which it sees. */
  readonly until: string;
  /** By variation, the control left out: the primary metric's uplift; for `interleave` the second ranking's share of votes. */
  readonly estimates: readonly Estimate[];
}

interface Estimate {
  readonly variation: string;
  readonly value: number;
  /** Right at every look. */
  readonly interval: readonly [low: number, high: number];
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const LOOKS_MAX = 60;
/** An experiment that is younger is looked at so many times instead. */
const SHORT_DAYS = 2;
const LOOKS_OF_SHORT = 12;

/**
 * Reads an experiment out of a site's history.
 * @param fromMs leaves out what was shown before: where a key was used for another experiment before this one.
 */
export async function reportExperiment(
  db: DuckDb,
  dataFolder: string,
  experiment: Experiment,
  fromMs = 0,
): Promise<ExperimentReport> {
  const history: HistoryOf = { dataFolder, site: experiment.site };
  const keys = experiment.variations.map(({ key }) => key);
  const known = experiment.kind === 'interleave' ? [INTERLEAVED] : keys;
  const withinMs = experiment.metrics.withinHours * HOUR_MS;
  const question = { unit: experiment.unit, experiment: experiment.key, fromMs, withinMs };
  const exposures = await layOutExposures(db, history, question, known);
  const look = experiment.kind === 'interleave' ? lookAtVotes : lookAtSums;
  return look(db, experiment, exposures);
}

async function lookAtSums(
  db: DuckDb,
  experiment: Experiment,
  exposures: Exposures,
): Promise<ExperimentReport> {
  const { unitsOfSeveral } = exposures;
  const keys = experiment.variations.map(({ key }) => key);
  const readAt = async (untilMs: number): Promise<ReadOut> => {
    const variations = await metricSumsOf(db, experiment.unit, keys, untilMs);
    const sums: ExperimentSums = { days: daysUntil(exposures, untilMs), variations, unitsOfSeveral };
    return readOut(experiment, sums);
  };
  const last = await readAt(Number.MAX_SAFE_INTEGER);
  const looks: Look[] = [];
  for (const { at, untilMs } of momentsOf(exposures)) {
    const { variations } = await readAt(untilMs);
    looks.push({ until: at, estimates: variations.flatMap(estimateOf) });
  }
  const whole = { experiment, ...spanOf(exposures), leftOut: exposures.leftOut };
  return { ...whole, readOut: last, preference: null, verdict: last.verdict, looks };
}

function estimateOf({ key, readings }: ReadOut['variations'][number]): Estimate[] {
  const comparison = readings.find(({ role }) => role === 'primary')?.comparison;
  if (!comparison) return [];
  return [{ variation: key, value: comparison.uplift, interval: comparison.sequentialInterval }];
}

async function lookAtVotes(
  db: DuckDb,
  experiment: Experiment,
  exposures: Exposures,
): Promise<ExperimentReport> {
  const readAt = async (untilMs: number): Promise<PreferenceReadOut> =>
    readPreference(experiment, await readVotes(db, untilMs), daysUntil(exposures, untilMs));
  const last = await readAt(Number.MAX_SAFE_INTEGER);
  const second = experiment.variations[1]?.key ?? '';
  const looks: Look[] = [];
  for (const { at, untilMs } of momentsOf(exposures)) {
    const { preference } = await readAt(untilMs);
    const estimates = preference
      ? [{ variation: second, value: preference.share, interval: preference.sequentialInterval }]
      : [];
    looks.push({ until: at, estimates });
  }
  const whole = { experiment, ...spanOf(exposures), leftOut: exposures.leftOut };
  return { ...whole, readOut: null, preference: last, verdict: last.verdict, looks };
}

/** When a look is taken, and up to when it sees. */
interface LookMoment {
  readonly at: string;
  readonly untilMs: number;
}

/**
 * Ends of UTC days since the first slate, evenly thinned out where there are many; of an experiment of less than two days equal parts
 * of its time instead, the last over everything.
 */
function momentsOf({ span }: Exposures): LookMoment[] {
  if (!span) return [];
  const { firstMs, lastMs } = span;
  if (lastMs - firstMs < SHORT_DAYS * DAY_MS) {
    const parts = lastMs === firstMs ? 1 : LOOKS_OF_SHORT;
    const ends = Array.from(
      { length: parts - 1 },
      (_, at) => firstMs + ((lastMs - firstMs) * (at + 1)) / parts,
    );
    const whole = { at: isoOf(lastMs), untilMs: Number.MAX_SAFE_INTEGER };
    return [...ends.map((ms) => momentAt(Math.round(ms))), whole];
  }
  const firstEnd = (Math.floor(firstMs / DAY_MS) + 1) * DAY_MS;
  const days = Math.ceil((lastMs + 1 - firstEnd) / DAY_MS) + 1;
  const step = Math.ceil(days / LOOKS_MAX);
  const ends = Array.from(
    { length: Math.ceil(days / step) },
    (_, at) => firstEnd + (days - 1 - at * step) * DAY_MS,
  );
  return ends.reverse().map(momentAt);
}

function momentAt(untilMs: number): LookMoment {
  return { at: isoOf(untilMs), untilMs };
}

function daysUntil({ span }: Exposures, untilMs: number): number {
  return span ? Math.max(0, Math.min(untilMs, span.lastMs) - span.firstMs) / DAY_MS : 0;
}

function spanOf(exposures: Exposures): Pick<ExperimentReport, 'from' | 'to' | 'days'> {
  const { span } = exposures;
  if (!span) return { from: null, to: null, days: 0 };
  return { from: isoOf(span.firstMs), to: isoOf(span.lastMs), days: daysUntil(exposures, span.lastMs) };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
