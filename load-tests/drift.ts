import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';

/** How a figure changes over time. */
export interface Drift {
  /** Median of the slopes between all pairs of points, y a unit of x. */
  readonly slope: number;
  /** Where the slope lies, 95 %. */
  readonly low: number;
  readonly high: number;
}

const CONFIDENCE = 0.95;
/** The pairs grow with the square of the points. */
const POINTS_MAX = 600;

/**
 * The Theil-Sen slope, which single bad moments and the teeth of garbage collection do not bend as they would least squares, with Sen's
 * interval. The interval takes the points as independent; neighbours in time are not quite, so it is somewhat too narrow.
 * See P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", 1968.
 * @returns null of fewer than ten points: too few to say.
 */
export function driftOf(points: readonly (readonly [x: number, y: number])[]): Drift | null {
  const kept = thinned(points);
  const n = kept.length;
  if (n < 10) return null;
  const slopes = slopesOf(kept).sort();
  const deviation = Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const reach = normalQuantile((1 + CONFIDENCE) / 2, 0, 1) * deviation;
  const at = (rank: number): number =>
    slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(rank)))] ?? Number.NaN;
  return {
    slope: at((slopes.length - 1) / 2),
    low: at((slopes.length - reach) / 2 - 1),
    high: at((slopes.length + reach) / 2),
  };
}

function slopesOf(points: readonly (readonly [number, number])[]): Float64Array {
  const slopes: number[] = [];
  for (const [at, [x, y]] of points.entries()) {
    for (const [laterX, laterY] of points.slice(at + 1)) {
      if (laterX !== x) slopes.push((laterY - y) / (laterX - x));
    }
  }
  return Float64Array.from(slopes);
}

function thinned<T>(points: readonly T[]): readonly T[] {
  const every = Math.ceil(points.length / POINTS_MAX);
  return points.filter((_, at) => at % every === 0);
}
