import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { alwaysValidHalfWidth, alwaysValidPValue, type SequentialSetting } from './always-valid.js';
import { meanOf, varianceOf, type Statistic } from './statistic.js';

export type Interval = readonly [low: number, high: number];

/** A metric of a variation against the same of the control. Uplifts are relative: 0.1 is 10 % more than the control. */
export interface Comparison {
  readonly uplift: number;
  readonly standardError: number;
  /** Of Welch's t-test: right for one look, planned before the start. */
  readonly interval: Interval;
  readonly pValue: number;
  /** Right at every look, however often. */
  readonly sequentialInterval: Interval;
  readonly sequentialPValue: number;
}

/**
 * Compares two groups of units.
 * @returns null where nothing can be said: the control's value is 0, or one group shows no differences between its units.
 */
export function compare(
  control: Statistic,
  variation: Statistic,
  setting: SequentialSetting,
): Comparison | null {
  const base = meanOf(control);
  if (base === 0 || varianceOf(control) <= 0 || varianceOf(variation) <= 0) return null;
  const uplift = (meanOf(variation) - base) / base;
  const variance = upliftVariance(control, variation);
  const standardError = Math.sqrt(variance);
  const freedom = degreesOfFreedom(control, variation);
  const units = control.units + variation.units;
  return {
    uplift,
    standardError,
    interval: around(uplift, tQuantile(1 - setting.alpha / 2, freedom) * standardError),
    pValue: 2 * tCdf(-Math.abs(uplift / standardError), freedom),
    sequentialInterval: around(uplift, alwaysValidHalfWidth(variance, units, setting)),
    sequentialPValue: alwaysValidPValue(uplift, variance, units, setting),
  };
}

/** By the delta method for a quotient of two independent means: var(b) / a² + var(a) · b² / a⁴. */
function upliftVariance(control: Statistic, variation: Statistic): number {
  const a = meanOf(control);
  const b = meanOf(variation);
  return meanVariance(variation) / a ** 2 + (meanVariance(control) * b ** 2) / a ** 4;
}

/** Welch and Satterthwaite's approximation. */
function degreesOfFreedom(control: Statistic, variation: Statistic): number {
  const a = meanVariance(control);
  const b = meanVariance(variation);
  return (a + b) ** 2 / (a ** 2 / (control.units - 1) + b ** 2 / (variation.units - 1));
}

function meanVariance(statistic: Statistic): number {
  return varianceOf(statistic) / statistic.units;
}

function around(middle: number, half: number): Interval {
  return [middle - half, middle + half];
}
