import { describe, expect, it } from 'vitest';
import { compare, type Comparison } from './compare.js';
import golden from './golden-statistics.json' with { type: 'json' };
import { sampleRatioPValue } from './sample-ratio.js';
import { meanOf, type Statistic } from './statistic.js';

/** A p-value this small is 0 for every purpose; gbstats computes some as 1 less a number next to 1. */
const P_NOTHING = 1e-12;

/** Equal to six digits. */
function areEqual(ours: number, theirs: number): boolean {
  return Math.abs(ours - theirs) <= Math.max(5e-7 * Math.abs(theirs), P_NOTHING);
}

function numbersOf(comparison: Omit<Comparison, 'means'> | null): number[] {
  if (!comparison) return [];
  const { uplift, standardError, interval, pValue, sequentialInterval, sequentialPValue } = comparison;
  return [uplift, standardError, ...interval, pValue, ...sequentialInterval, sequentialPValue];
}

describe("The readout's statistics", () => {
  it.each(golden.comparisons.map((expected, at) => ({ at, expected })))(
    "are gbstats's for comparison $at",
    ({ expected }) => {
      const [control, variation] = [expected.control as Statistic, expected.variation as Statistic];
      const { alpha, tuning } = expected;
      const ours = [
        meanOf(control),
        meanOf(variation),
        ...numbersOf(compare(control, variation, { alpha, tuning })),
      ];
      const theirs = [...expected.means, ...numbersOf(expected as unknown as Comparison)];
      expect(ours).toHaveLength(10);
      expect(ours.map((number, at) => areEqual(number, theirs[at] ?? NaN))).toEqual(theirs.map(() => true));
    },
  );

  it("are gbstats's for the sample ratio", () => {
    const different = golden.sampleRatios.filter(
      ({ counts, weights, pValue }) => !areEqual(sampleRatioPValue(counts, weights), pValue),
    );
    expect(different).toEqual([]);
  });

  it('are compared on every kind of metric, with and without an effect', () => {
    const kinds = new Set(golden.comparisons.map(({ control }) => control.kind));
    expect(kinds).toEqual(new Set(['proportion', 'mean', 'ratio']));
    expect(golden.comparisons.filter(({ pValue }) => pValue < 0.001).length).toBeGreaterThan(5);
    expect(golden.comparisons.filter(({ pValue }) => pValue > 0.1).length).toBeGreaterThan(5);
    expect(golden.sampleRatios.filter(({ pValue }) => pValue < 0.001).length).toBeGreaterThan(3);
  });
});

describe('A comparison', () => {
  const some: Statistic = { kind: 'proportion', units: 100, sum: 10 };
  const setting = { alpha: 0.05 };

  it('says nothing where there is nothing to compare', () => {
    expect(compare({ ...some, sum: 0 }, some, setting)).toBeNull();
    expect(compare(some, { ...some, sum: 0 }, setting)).toBeNull();
    expect(compare({ ...some, units: 0, sum: 0 }, some, setting)).toBeNull();
    expect(compare(some, { kind: 'mean', units: 1, sum: 3, sumSquares: 9 }, setting)).toBeNull();
  });
});

describe('The sample ratio', () => {
  it('leaves out a variation that nobody is meant to see', () => {
    expect(sampleRatioPValue([500, 500, 0], [0.5, 0.5, 0])).toBe(1);
    expect(sampleRatioPValue([520, 480, 0], [0.5, 0.5, 0])).toBe(sampleRatioPValue([520, 480], [1, 1]));
  });
});
