import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** Of 32 bits: several times as fast as with all 53, and hundreds of millions are drawn. */
const UNIT = 2 ** -32;

/** Uniform in [0, 1). */
export function uniform(random: RandomGenerator): number {
  return (random.next() >>> 0) * UNIT;
}

/** Uniform in [-0.5, 0.5). */
export function uniformAroundZero(random: RandomGenerator): number {
  return random.next() * UNIT;
}
