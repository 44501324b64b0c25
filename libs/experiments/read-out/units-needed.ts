import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { alwaysValidHalfWidth, type SequentialSetting } from './always-valid.js';
import { meanOf, varianceOf, type Statistic } from './statistic.js';

/** Probability that a change of the wanted size is found. */
const POWER_DEFAULT = 0.8;
/** Beyond any traffic: what needs more units than this can't be tested. */
const UNITS_MAX = 1e12;

export interface PlannedTest {
  /** The metric as it is now, from the site's own traffic. */
  readonly baseline: Statistic;
  /** Shares of the control and of the variation among all units, each above 0. */
  readonly shares: readonly [control: number, variation: number];
  /** Relative change that is to be found: 0.05 is 5 %. */
  readonly effect: number;
  readonly setting: SequentialSetting;
  readonly power?: number;
}

/** Units in control and variation together. Infinity where the metric is 0 now, or no traffic would do. */
export interface UnitsNeeded {
  /** For one look at the end, by Welch's test. */
  readonly oneLook: number;
  /** For looking as often as one likes. */
  readonly everyLook: number;
}

/**
 * How large a test must be to find a true effect e. A unit of both groups adds σ² / μ² · ((1 + e)² / share of the control +
 * (1 + e) / share of the variation) to the variance of the uplift: the delta method, with a variance that grows as the mean does.
 * One look: (z(1 - α/2) + z(power))² · that / e².
 * Every look: the smallest size at which the always-valid half width plus z(power) standard errors fit into the effect.
 */
export function unitsNeeded({
  baseline,
  shares,
  effect,
  setting,
  power = POWER_DEFAULT,
}: PlannedTest): UnitsNeeded {
  const mean = meanOf(baseline);
  if (mean === 0) return { oneLook: Infinity, everyLook: Infinity };
  const [control, variation] = shares;
  const all = control + variation;
  const lifted = 1 + effect;
  const relative =
    (varianceOf(baseline) / mean ** 2) * ((lifted ** 2 * all) / control + (lifted * all) / variation);
  const found = normalQuantile(power, 0, 1);
  const noticed = normalQuantile(1 - setting.alpha / 2, 0, 1);
  return {
    oneLook: Math.ceil(((noticed + found) ** 2 * relative) / effect ** 2),
    everyLook: unitsUntil(relative, effect, setting, power),
  };
}

/**
 * @param variance of one unit's contribution to the estimate: that of the estimate is this divided by the units.
 * @returns the units after which a true effect of this size is found with this power, looking as often as one likes.
 */
export function unitsUntil(
  variance: number,
  effect: number,
  setting: SequentialSetting,
  power = POWER_DEFAULT,
): number {
  const found = normalQuantile(power, 0, 1);
  return smallestFrom(2, (units) => {
    const soFar = variance / units;
    return alwaysValidHalfWidth(soFar, units, setting) + found * Math.sqrt(soFar) <= effect;
  });
}

/** @param fits false up to some number of units and true from there on. */
function smallestFrom(start: number, fits: (units: number) => boolean): number {
  let high = start;
  while (!fits(high)) {
    high *= 2;
    if (high > UNITS_MAX) return Infinity;
  }
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) high = middle;
    else low = middle;
  }
  return high;
}
