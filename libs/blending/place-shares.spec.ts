import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIXED_BLEND, foldBlend, placeShares, SCORED_INTERACTIONS_MAX, type Blend } from './index.js';

const fixed = foldBlend(FIXED_BLEND);

function blendOf(...terms: Blend['byLength'][number]['weights']['terms']): ReturnType<typeof foldBlend> {
  const again = { newest: 1, second: 1, earlier: 1, repeated: 1 };
  return foldBlend({ shrinkage: 10, byLength: [{ upTo: null, weights: { terms, again, epsilon: 1e-3 } }] });
}

describe('the share that a place of a session has', () => {
  it('is all of it for the only interaction, and there is none without any', () => {
    expect(placeShares(fixed, 1)).toEqual([1]);
    expect(placeShares(fixed, 0)).toEqual([]);
  });

  it('is the weight of the terms at that place, newest last', () => {
    const blend = blendOf(
      { column: 'f1', decay: { kind: 'only', place: 0 }, byRarity: false, weight: 1 },
      { column: 'fd', decay: { kind: 'reciprocal' }, byRarity: false, weight: 1 },
      { column: 'co', decay: { kind: 'geometric', rate: 0.5 }, byRarity: true, weight: 2 },
    );
    // Newest 1 + 1 + 2, then 1/2 + 1: of 5.5 together.
    expect(placeShares(blend, 2)).toEqual([1.5 / 5.5, 4 / 5.5]);
  });

  it('sums to 1 and is nothing only beyond the scored length, whatever the length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), (length) => {
        const shares = placeShares(fixed, length);
        expect(shares).toHaveLength(length);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
        const scored = Math.min(length, SCORED_INTERACTIONS_MAX);
        expect(shares.filter((share) => share === 0)).toHaveLength(length - scored);
        expect(shares.slice(0, length - scored).every((share) => share === 0)).toBe(true);
      }),
    );
  });

  it('grows towards the newest under the blend that every site starts with', () => {
    const shares = placeShares(fixed, SCORED_INTERACTIONS_MAX);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
  });

  it('goes by the weights of the length that the session has', () => {
    const newest = { column: 'f1', decay: { kind: 'only', place: 0 }, byRarity: false, weight: 1 } as const;
    const [{ weights }] = FIXED_BLEND.byLength as [Blend['byLength'][number]];
    const blend = foldBlend({
      shrinkage: 10,
      byLength: [
        { upTo: 2, weights: { ...weights, terms: [newest] } },
        { upTo: null, weights },
      ],
    });
    expect(placeShares(blend, 2)).toEqual([0, 1]);
    expect(placeShares(blend, 3)).toEqual(placeShares(fixed, 3));
  });

  it('is the same for all where the blend gives no place anything', () => {
    const silent = blendOf({ column: 'f1', decay: { kind: 'reciprocal' }, byRarity: false, weight: 0 });
    expect(placeShares(silent, 4)).toEqual([0.25, 0.25, 0.25, 0.25]);
  });
});
