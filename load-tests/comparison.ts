import type { Target } from './targets.js';

/** A figure of what is measured beside its control's, round by round. */
export interface Comparison {
  /** As people and programs read it, with its unit: `reads/s at saturation`. */
  readonly figure: string;
  /** One a round; NaN of a round that measured nothing. */
  readonly values: readonly number[];
  /** The control's in the same rounds; left out where there is none. */
  readonly controls?: readonly number[];
  /** What is wanted; left out for a figure that is told and not judged. */
  readonly target?: Target;
}

/** A comparison as programs read it. */
export interface Row {
  readonly figure: string;
  /** Median of the rounds; null where not each of them measured something. */
  readonly value: number | null;
  readonly control: number | null;
  /** Median of the rounds' ratios: what slowed the whole machine for a round slowed both. */
  readonly ratio: number | null;
  /** Where the median lies that is judged; of what is not, that of the ratio where there is a control. Null for too few rounds to say. */
  readonly interval: Interval | null;
  readonly target: string | null;
  /** Null where nothing is wanted, or a ratio and there is no control. False where something is and was not measured. */
  readonly held: boolean | null;
  /** Whether it counts as held only because its interval does not exclude the target: its median misses. */
  readonly blurred: boolean;
}

export type Interval = readonly [low: number, high: number];

/** Below this no two rounds can bound a median with any confidence. */
const ROUNDS_MIN = 5;
const CONFIDENCE = 0.95;

/** @returns the row of a comparison, rounded to what the figures can tell. */
export function rowOf({ figure, values, controls = [], target }: Comparison): Row {
  const value = median(values);
  const ratios = ratiosOf(values, controls);
  const ratio = ratios && median(ratios);
  const isOfValue = target !== undefined && !isOfRatio(target);
  const interval = intervalOfMedian(isOfValue ? values : (ratios ?? values));
  const isHeldBy = (within: Interval | null): boolean | null => {
    if (!target || (isOfRatio(target) && controls.length === 0)) return null;
    return isHeld(target, isOfRatio(target) ? ratio : value, within);
  };
  return {
    figure,
    value: measured(value),
    control: controls.length > 0 ? measured(median(controls)) : null,
    ratio: measured(ratio),
    interval: interval && [rounded(interval[0]), rounded(interval[1])],
    target: target ? describe(target) : null,
    held: isHeldBy(interval),
    blurred: isHeldBy(interval) === true && isHeldBy(null) === false,
  };
}

/** @returns whether a target was held, as people read it. */
export function heldText({ held, blurred }: Pick<Row, 'held' | 'blurred'>): string {
  if (held === null) return '';
  if (blurred) return 'not excluded';
  return held ? 'held' : 'NOT HELD';
}

/** @returns the rounds' ratios; null where there is no control that did anything. */
export function ratiosOf(
  values: readonly number[],
  controls: readonly number[] | undefined,
): readonly number[] | null {
  if (!controls?.length || controls.includes(0)) return null;
  return values.map((value, round) => value / (controls[round] ?? Number.NaN));
}

/**
 * @returns the one in the middle, or what lies between the two: the lower of them would hold what one round too few held. NaN where not every
 *   round measured something: its figure could have been any.
 */
export function median(values: readonly number[]): number {
  if (!isMeasured(values)) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const [lower, upper] = [sorted[Math.ceil(half) - 1] ?? Number.NaN, sorted[Math.floor(half)] ?? Number.NaN];
  return (lower + upper) / 2;
}

function isMeasured(values: readonly number[]): boolean {
  return values.length > 0 && values.every(Number.isFinite);
}

/**
 * Where the median of all rounds that there could be lies, with 95 % confidence, whatever their distribution: the innermost order statistics
 * that the binomial distribution allows, the outermost where the rounds are few (five: 94 %, six: 97 %).
 * See W. J. Conover, Practical Nonparametric Statistics, section 3.2.
 */
export function intervalOfMedian(values: readonly number[]): Interval | null {
  const rounds = values.length;
  if (rounds < ROUNDS_MIN || !isMeasured(values)) return null;
  const sorted = [...values].sort((a, b) => a - b);
  // Of so many fair coins, at most `outside` show heads with this probability.
  let probability = 0.5 ** rounds;
  let below = 0;
  for (let coins = probability; below + 1 < rounds / 2; below++) {
    coins *= (rounds - below) / (below + 1);
    if (2 * (probability + coins) > 1 - CONFIDENCE) break;
    probability += coins;
  }
  return [sorted[below] ?? Number.NaN, sorted[rounds - 1 - below] ?? Number.NaN];
}

function describe(target: Target): string {
  if ('valueMax' in target) return `at most ${target.valueMax}`;
  if ('valueMin' in target) return `at least ${target.valueMin}`;
  return 'ratioMax' in target ? `ratio at most ${target.ratioMax}` : `ratio at least ${target.ratioMin}`;
}

function isOfRatio(target: Target): boolean {
  return 'ratioMax' in target || 'ratioMin' in target;
}

/**
 * By the median; a target for the tails, which a small machine blurs, is missed only where the whole interval misses it. What was not measured
 * is not held.
 */
function isHeld(target: Target, middle: number | null, interval: Interval | null): boolean {
  if (middle === null || !Number.isFinite(middle)) return false;
  const [low, high] = target.byInterval === true && interval ? interval : [middle, middle];
  if ('valueMax' in target) return low <= target.valueMax;
  if ('valueMin' in target) return high >= target.valueMin;
  return 'ratioMax' in target ? low <= target.ratioMax : high >= target.ratioMin;
}

/** @returns null of what was not measured. */
function measured(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : rounded(value);
}

/** Three digits that count. */
function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
