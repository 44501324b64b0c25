import { describe, expect, it } from 'vitest';
import { medianShift } from './median-shift.js';

describe('the shift between two samples', () => {
  it('is the median of all differences, an outlier or not', () => {
    expect(medianShift([1, 2, 3, 4], [11, 12, 13, 1000])?.shift).toBe(10);
    expect(medianShift([1, 2, 3, 4, 5], [1, 2, 3, 4, 5])?.shift).toBe(0);
  });

  it('has the interval that tables of the Mann-Whitney U give', () => {
    // Critical values, two-sided 5 %: U = 0 for 4 and 4, 2 for 5 and 5, 8 for 7 and 7.
    const samples = (rounds: number): [number[], number[]] => {
      const before = Array.from({ length: rounds }, (_, at) => at * rounds);
      return [before, Array.from({ length: rounds }, (_, at) => 1000 + at)];
    };
    const differences = (rounds: number): number[] => {
      const [before, after] = samples(rounds);
      return after.flatMap((late) => before.map((early) => late - early)).sort((a, b) => a - b);
    };
    for (const [rounds, critical] of [
      [4, 0],
      [5, 2],
      [7, 8],
    ] as const) {
      const all = differences(rounds);
      expect(medianShift(...samples(rounds))?.interval).toEqual([all[critical], all.at(-1 - critical)]);
    }
  });

  it('is not told where too few rounds were measured', () => {
    expect(medianShift([1, 2, 3], [4, 5, 6])).toBeNull();
    expect(medianShift([1], [2])).toBeNull();
    expect(medianShift([1, 2, 3], [4, 5, 6, 7, 8])).not.toBeNull();
  });
});
