import { Random, WeightedChoice } from '#libs/demo';
import type { Walk } from '../session-walks.js';

export interface ZipfOptions {
  /** Items that there are. */
  readonly items: number;
  /** The item of rank r is looked at in proportion to 1 / r to the power of this: 0 for all alike, about 1 in most shops. */
  readonly exponent: number;
  /** An item's name is this and its rank, from 1. */
  readonly prefix: string;
  readonly sessions: number;
  readonly seed: number;
}

/** Half of all sessions are shorter than four views, some are much longer. */
const STEPS_MEAN = 5;

/** @returns walks whose items follow a Zipf law, each drawn by itself: for a site that nobody has recorded. */
export function zipfWalks({ items, exponent, prefix, sessions, seed }: ZipfOptions): Walk[] {
  const random = new Random(seed);
  const ranks = new WeightedChoice(Float64Array.from({ length: items }, (_, at) => (at + 1) ** -exponent));
  const step = (): Walk[number] => ({ type: 'view', item: `${prefix}${ranks.draw(random) + 1}` });
  return Array.from({ length: sessions }, () => {
    const steps = 1 + Math.floor(random.exponential(STEPS_MEAN - 0.5));
    return Array.from({ length: steps }, step);
  });
}
