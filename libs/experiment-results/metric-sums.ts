import type { DuckDb } from '#libs/duckdb';
import type { ExperimentUnit } from '#libs/experiments';
import {
  METRICS,
  type Metric,
  type MetricName,
  type Statistic,
  type VariationSums,
} from '#libs/experiments/read-out';
import { sqlOf } from './exposures.js';

interface SumsRow {
  readonly variation: string;
  readonly units: number;
  readonly slates: number;
  readonly slates_squares: number;
  readonly sessions: number;
  readonly sessions_squares: number;
  /** In the order of METRICS, and so are the next two. */
  readonly sums: readonly number[];
  readonly squares: readonly number[];
  readonly products: readonly number[];
}

const NOTHING: Omit<SumsRow, 'variation'> = {
  units: 0,
  slates: 0,
  slates_squares: 0,
  sessions: 0,
  sessions_squares: 0,
  sums: METRICS.map(() => 0),
  squares: METRICS.map(() => 0),
  products: METRICS.map(() => 0),
};

/**
 * Sums over what `layOutExposures` laid out, up to a moment.
 * @param variations by key, in the order wanted; one that nobody saw is all zeros.
 */
export async function metricSumsOf(
  db: DuckDb,
  unit: ExperimentUnit,
  variations: readonly string[],
  untilMs: number,
): Promise<VariationSums[]> {
  await db.run('CREATE OR REPLACE TABLE moment AS SELECT ? AS until_ms', [untilMs]);
  const rows = await db.rows<SumsRow>(await sqlOf('metric-sums'));
  return variations.map((key) => {
    const row = rows.find(({ variation }) => variation === key) ?? { variation: key, ...NOTHING };
    const metrics = METRICS.map((metric, at) => [metric.name, statisticOf(metric, at, unit, row)]);
    return { key, units: row.units, metrics: Object.fromEntries(metrics) as Record<MetricName, Statistic> };
  });
}

/** Metrics that are 0 or 1 for a unit that is one session. */
const DONE_OR_NOT: ReadonlySet<MetricName> = new Set(['session-click-through', 'cart-adding', 'conversion']);

function statisticOf(
  { name, per }: Metric & { name: MetricName },
  at: number,
  unit: ExperimentUnit,
  row: SumsRow,
): Statistic {
  const { units } = row;
  const numerator = { sum: row.sums[at] ?? 0, sumSquares: row.squares[at] ?? 0 };
  if (per === 'session' && unit === 'session') {
    return DONE_OR_NOT.has(name)
      ? { kind: 'proportion', units, sum: numerator.sum }
      : { kind: 'mean', units, ...numerator };
  }
  const denominator =
    per === 'slate'
      ? { sum: row.slates, sumSquares: row.slates_squares }
      : { sum: row.sessions, sumSquares: row.sessions_squares };
  return { kind: 'ratio', units, numerator, denominator, sumOfProducts: row.products[at] ?? 0 };
}
