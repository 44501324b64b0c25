/** Sums of one quantity over a variation's units. */
interface Moments {
  readonly sum: number;
  readonly sumSquares: number;
}

/** Share of the units that did something. */
interface ProportionStatistic {
  readonly kind: 'proportion';
  readonly units: number;
  /** Units that did. */
  readonly sum: number;
}

/** A quantity per unit. */
interface MeanStatistic extends Moments {
  readonly kind: 'mean';
  readonly units: number;
}

/** One quantity per another where units have several of the other: clicks per slate, by session. */
export interface RatioStatistic {
  readonly kind: 'ratio';
  readonly units: number;
  readonly numerator: Moments;
  readonly denominator: Moments;
  /** Over units: numerator times denominator. */
  readonly sumOfProducts: number;
}

/** What a readout keeps of one metric in one variation. Units are the sample, never their events. */
export type Statistic = ProportionStatistic | MeanStatistic | RatioStatistic;

/** @returns the metric's value; 0 where there is nothing to divide by. */
export function meanOf(statistic: Statistic): number {
  if (statistic.kind === 'ratio') return quotient(statistic.numerator.sum, statistic.denominator.sum);
  return quotient(statistic.sum, statistic.units);
}

/**
 * @returns the variance of a unit's contribution, so that the mean's own variance is this divided by the units. For ratios by the
 * delta method (Deng, Knoblich and Lu 2018, "Applying the Delta Method in Metric Analytics", equation 3). 0 where it is unknown.
 */
export function varianceOf(statistic: Statistic): number {
  if (statistic.kind === 'proportion') return meanOf(statistic) * (1 - meanOf(statistic));
  if (statistic.units < 2) return 0;
  return statistic.kind === 'mean' ? sampleVariance(statistic, statistic.units) : ratioVariance(statistic);
}

function sampleVariance({ sum, sumSquares }: Moments, units: number): number {
  return (sumSquares - (sum * sum) / units) / (units - 1);
}

function ratioVariance({ units, numerator, denominator, sumOfProducts }: RatioStatistic): number {
  const above = numerator.sum / units;
  const below = denominator.sum / units;
  if (below === 0) return 0;
  const covariance = (sumOfProducts - (numerator.sum * denominator.sum) / units) / (units - 1);
  return (
    sampleVariance(numerator, units) / below ** 2 -
    (2 * covariance * above) / below ** 3 +
    (above ** 2 * sampleVariance(denominator, units)) / below ** 4
  );
}

function quotient(above: number, below: number): number {
  return below === 0 ? 0 : above / below;
}
