import { describe, expect, it } from 'vitest';
import { Random } from './random.js';
import { WeightedChoice } from './weighted-choice.js';

const DRAWS = 20_000;
const drawn = <T>(draw: () => T): T[] => Array.from({ length: DRAWS }, draw);
const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('Random', () => {
  it('repeats itself for the same seed and stream, and only then', () => {
    const start = (seed: number, stream?: number): number[] => {
      const random = new Random(seed, stream);
      return [random.unit(), random.unit(), random.unit()];
    };
    expect(start(1)).toEqual(start(1));
    expect(start(1)).not.toEqual(start(2));
    expect(start(1, 1)).not.toEqual(start(1, 0));
  });

  it('reaches both ends of a range of whole numbers and nothing beyond', () => {
    const random = new Random(3);
    expect(new Set(drawn(() => random.whole(-1, 2)))).toEqual(new Set([-1, 0, 1, 2]));
  });

  it('has the mean and the spread of a standard normal', () => {
    const random = new Random(4);
    const values = drawn(() => random.normal());
    expect(meanOf(values)).toBeCloseTo(0, 1);
    expect(meanOf(values.map((value) => value * value))).toBeCloseTo(1, 1);
  });

  it('has the mean of an exponential', () => {
    const random = new Random(5);
    expect(Math.abs(meanOf(drawn(() => random.exponential(8))) - 8)).toBeLessThan(0.25);
  });

  it('shuffles without losing an element or touching the original', () => {
    const original = Array.from({ length: 50 }, (_, index) => index);
    const shuffled = new Random(6).shuffled(original);
    expect(shuffled).not.toEqual(original);
    expect(shuffled.sort((a, b) => a - b)).toEqual(original);
  });

  it('refuses to pick from nothing', () => {
    expect(() => new Random(1).pick([])).toThrow(RangeError);
  });
});

describe('WeightedChoice', () => {
  it('draws in proportion to the weights and never what weighs nothing', () => {
    const random = new Random(9);
    const choice = new WeightedChoice([0, 1, 0, 3, 0]);
    const draws = drawn(() => choice.draw(random));
    expect(new Set(draws)).toEqual(new Set([1, 3]));
    expect(draws.filter((position) => position === 3).length / DRAWS).toBeCloseTo(0.75, 1);
  });

  it.each([[[]], [[0, 0]]])('refuses weights of %j', (weights) => {
    expect(() => new WeightedChoice(weights)).toThrow(RangeError);
  });
});
