/** Units in all at which the sequential interval is tightest. */
const SEQUENTIAL_TUNING_DEFAULT = 5000;

export interface SequentialSetting {
  /** Probability that an interval is ever wrong, over all looks together. */
  readonly alpha: number;
  /** Units in all at which the interval is to be tightest; must not depend on what was seen. */
  readonly tuning?: number;
}

/**
 * Half the width of an interval that holds at every look at once: an asymptotic confidence sequence with a normal mixture.
 * Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2021), "Time-uniform central limit theory and asymptotic confidence
 * sequences", arXiv 2103.06476, equation 9, with ρ by equation 161.
 * @param variance of the estimate, by the units seen so far.
 * @param units in all.
 */
export function alwaysValidHalfWidth(variance: number, units: number, setting: SequentialSetting): number {
  const rate = units * rhoSquared(setting) + 1;
  const spread = (2 * rate * Math.log(Math.sqrt(rate) / setting.alpha)) / (units ** 2 * rhoSquared(setting));
  return Math.sqrt(variance * units * spread);
}

/**
 * The p-value that holds at every look at once: the level at which the interval would just reach 0, by the same mixture
 * (equation 155), with ρ fixed by the setting.
 */
export function alwaysValidPValue(
  estimate: number,
  variance: number,
  units: number,
  setting: SequentialSetting,
): number {
  const squared = rhoSquared(setting);
  const rate = units * squared + 1;
  const evidence = Math.exp((squared * units * estimate ** 2) / (2 * rate * variance)) / Math.sqrt(rate);
  return Math.min(1 / evidence, 1);
}

function rhoSquared({ alpha, tuning = SEQUENTIAL_TUNING_DEFAULT }: SequentialSetting): number {
  const twice = -2 * Math.log(alpha);
  return (twice + Math.log(twice + 1)) / tuning;
}
