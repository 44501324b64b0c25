import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Blender,
  FIXED_BLEND,
  foldBlend,
  interactionShares,
  SCORED_INTERACTIONS_MAX,
  type Blend,
  type BlendWeights,
  type SessionInteraction,
} from './index.js';
import { tablesOf, viewsOf } from './tables.fixture.js';

const fixed = foldBlend(FIXED_BLEND);
const [{ weights: FIXED_WEIGHTS }] = FIXED_BLEND.byLength as [Blend['byLength'][number]];

function blendOf(...terms: BlendWeights['terms']): Blend {
  return { ...FIXED_BLEND, byLength: [{ upTo: null, weights: { ...FIXED_WEIGHTS, terms } }] };
}

function viewsOfLength(length: number): SessionInteraction[] {
  return viewsOf(...Array.from({ length }, (_, at) => `item-${at}`));
}

describe('the share that an interaction of a session has', () => {
  it('is all of it for the only interaction, and there is none without any', () => {
    expect(interactionShares(viewsOf('dune'), fixed)).toEqual([1]);
    expect(interactionShares([], fixed)).toEqual([]);
  });

  it('is the weight of the terms at its place, newest last', () => {
    const blend = blendOf(
      { column: 'f1', decay: { kind: 'only', place: 0 }, byRarity: false, weight: 1 },
      { column: 'fd', decay: { kind: 'reciprocal' }, byRarity: false, weight: 1 },
      { column: 'co', decay: { kind: 'geometric', rate: 0.5 }, byRarity: true, weight: 2 },
    );
    // Newest 1 + 1 + 2, then 1/2 + 1: of 5.5 together.
    expect(interactionShares(viewsOf('dune', 'heat'), foldBlend(blend))).toEqual([1.5 / 5.5, 4 / 5.5]);
  });

  it('grows with what was done: a purchase counts more than a view, a film watched to its end more than one left at once', () => {
    const flat = foldBlend(
      blendOf({ column: 'fd', decay: { kind: 'geometric', rate: 1 }, byRarity: false, weight: 1 }),
    );
    const [view, other] = viewsOf('dune', 'heat') as [SessionInteraction, SessionInteraction];
    expect(interactionShares([view, { ...other, type: 'purchase' }], flat)).toEqual([1 / 3, 2 / 3]);
    const left = { ...view, type: 'watch', progress: 0 } as const;
    expect(interactionShares([left, { ...other, type: 'watch', progress: 1 }], flat)).toEqual([0.25, 0.75]);
  });

  it('is what the item gives a neighbour that all items of the session have alike', () => {
    const rows = [0, 1, 2].map((row) => [row, 3, [1, 1, 1, 1, 1, 1]] as const);
    const blend = blendOf(...FIXED_WEIGHTS.terms.map((term) => ({ ...term, byRarity: false })));
    const blender = new Blender(tablesOf(['dune', 'heat', 'alien', 'jaws'], rows), blend);
    const [dune, heat, alien] = viewsOf('dune', 'heat', 'alien');
    if (!dune || !heat || !alien) throw new Error('Three views.');
    const session = [dune, { ...heat, type: 'purchase' as const }, alien];
    const shares = blender.interactionShares(session);
    /** What the neighbour gets, by the score's own formula, without what everything starts with. */
    const mixOf = (weights: Partial<Record<string, number>>): number => {
      const given = session.map(({ item }) => weights[item] ?? 0);
      const entries = rows.map(
        ([row, neighbour, columns]) =>
          [row, neighbour, columns.map((value) => value * (given[row] ?? 0))] as const,
      );
      const tables = tablesOf(['dune', 'heat', 'alien', 'jaws'], entries);
      const slate = new Blender(tables, blend).rank(session, { limit: 4, blocked: new Set() }).items;
      const score = slate.find(({ item }) => item === 'jaws')?.score ?? NaN;
      return Math.exp(score) - FIXED_WEIGHTS.epsilon;
    };
    const all = mixOf({ dune: 1, heat: 1, alien: 1 });
    for (const [at, { item }] of session.entries())
      expect(mixOf({ [item]: 1 }) / all).toBeCloseTo(shares[at] ?? NaN, 5);
  });

  it('sums to 1 and is nothing only beyond the scored length, whatever the length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), (length) => {
        const shares = interactionShares(viewsOfLength(length), fixed);
        expect(shares).toHaveLength(length);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
        const scored = Math.min(length, SCORED_INTERACTIONS_MAX);
        expect(shares.filter((share) => share === 0)).toHaveLength(length - scored);
        expect(shares.slice(0, length - scored).every((share) => share === 0)).toBe(true);
      }),
    );
  });

  it('grows towards the newest under the blend that every site starts with', () => {
    const shares = interactionShares(viewsOfLength(SCORED_INTERACTIONS_MAX), fixed);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
  });

  it('goes by the weights of the length that the session has', () => {
    const newest = { column: 'f1', decay: { kind: 'only', place: 0 }, byRarity: false, weight: 1 } as const;
    const blend = foldBlend({
      ...FIXED_BLEND,
      byLength: [
        { upTo: 2, weights: { ...FIXED_WEIGHTS, terms: [newest] } },
        { upTo: null, weights: FIXED_WEIGHTS },
      ],
    });
    expect(interactionShares(viewsOfLength(2), blend)).toEqual([0, 1]);
    expect(interactionShares(viewsOfLength(3), blend)).toEqual(interactionShares(viewsOfLength(3), fixed));
  });

  it('is the same for all where the blend gives none anything', () => {
    const silent = blendOf({ column: 'f1', decay: { kind: 'reciprocal' }, byRarity: false, weight: 0 });
    expect(interactionShares(viewsOfLength(4), foldBlend(silent))).toEqual([0.25, 0.25, 0.25, 0.25]);
  });
});
