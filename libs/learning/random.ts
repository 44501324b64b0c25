import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A seeded source of randomness for training. The same seed and stream give the same numbers for ever. */
export interface Random {
  /** Uniform in [0, 1). */
  unit(): number;
  /** A whole number from 0 to below `bound`. */
  below(bound: number): number;
}

/** @param stream streams of one seed are 2^64 draws apart. */
export function randomOf(seed: number, stream = 0): Random {
  const generator = xoroshiro128plus(seed);
  for (let jumps = 0; jumps <= stream; jumps++) generator.jump();
  const unit = (): number => uniformFloat64(generator);
  return { unit, below: (bound) => Math.floor(unit() * bound) };
}

/** Puts the values in random order, in place (Fisher and Yates). */
export function shuffle(values: Uint32Array, random: Random): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const value = values[last] ?? 0;
    values[last] = values[other] ?? 0;
    values[other] = value;
  }
}
