import { describe, expect, it } from 'vitest';
import { FIXED_BLEND } from '#libs/blending';
import { mergeOverrides } from './merge-overrides.js';
import { keepsTrees, overrideBlend } from './override-blend.js';

describe('Overrides of several experiments', () => {
  it('are laid over each other, the later one winning where both speak', () => {
    expect(
      mergeOverrides([
        { limit: 5, filters: { seen: true }, blend: { shrinkage: 1, columns: { f1: 2, co: 2 } } },
        undefined,
        {
          limit: 8,
          filters: { current: true },
          blend: { epsilon: 0.5, columns: { co: 3 } },
          strategy: 'popular',
        },
      ]),
    ).toEqual({
      limit: 8,
      strategy: 'popular',
      filters: { seen: true, current: true },
      blend: { shrinkage: 1, epsilon: 0.5, columns: { f1: 2, co: 3 } },
    });
  });

  it('change nothing where there are none', () => {
    expect(mergeOverrides([undefined])).toEqual({});
  });
});

describe('A blend with an override', () => {
  const [learned] = FIXED_BLEND.byLength;
  const weightsOf = (
    override: Parameters<typeof overrideBlend>[1],
  ): NonNullable<typeof learned>['weights'] | undefined =>
    overrideBlend(FIXED_BLEND, override).byLength[0]?.weights;

  it('is the same blend where nothing of it is changed', () => {
    expect(overrideBlend(FIXED_BLEND, { limit: 3 })).toBe(FIXED_BLEND);
    expect(overrideBlend(FIXED_BLEND, { sources: { together: true } })).toEqual(FIXED_BLEND);
  });

  it('has the named weights changed and the others as they were learned', () => {
    const changed = overrideBlend(FIXED_BLEND, {
      blend: { shrinkage: 3, epsilon: 0.5, again: { second: 9 }, columns: { f1: 10 } },
    });
    expect(changed.shrinkage).toBe(3);
    expect(changed.byLength[0]?.weights).toEqual({
      terms: learned?.weights.terms.map((term) => ({
        ...term,
        weight: term.weight * (term.column === 'f1' ? 10 : 1),
      })),
      again: { ...learned?.weights.again, second: 9 },
      epsilon: 0.5,
      affinity: learned?.weights.affinity,
      traits: learned?.weights.traits,
    });
    expect(changed.interactions).toEqual(FIXED_BLEND.interactions);
  });

  it('has what interactions, likeness and statistics count changed as well', () => {
    const changed = overrideBlend(FIXED_BLEND, {
      blend: { interactions: { cart: 9 }, affinity: { newest: -2 }, traits: { age: 3 } },
    });
    expect(changed.interactions).toEqual({ ...FIXED_BLEND.interactions, cart: 9 });
    expect(changed.byLength[0]?.weights).toMatchObject({
      affinity: { session: 0, newest: -2 },
      traits: { age: 3 },
    });
    const silent = overrideBlend(changed, { sources: { embedding: false, traits: false } });
    expect(silent.byLength[0]?.weights).toMatchObject({ affinity: { session: 0, newest: 0 }, traits: {} });
  });

  it('keeps the trees still, unless it is told otherwise or changes nothing of the score', () => {
    expect(keepsTrees({ limit: 3, sources: { next: true } })).toBe(true);
    expect(keepsTrees({ blend: { shrinkage: 3 } })).toBe(false);
    expect(keepsTrees({ sources: { next: false } })).toBe(false);
    expect(keepsTrees({ sources: { next: false, trees: true } })).toBe(true);
    expect(keepsTrees({ sources: { trees: false } })).toBe(false);
  });

  it('is without a source that is off', () => {
    const silent = weightsOf({ sources: { soon: false, again: false } });
    const heard = silent?.terms.filter(({ weight }) => weight > 0).map(({ column }) => column);
    expect(new Set(heard)).toEqual(new Set(['f1', 'bd', 'co']));
    expect(silent?.again).toEqual({ newest: 0, second: 0, earlier: 0, repeated: 0 });
  });

  it('can have terms of its own', () => {
    const terms = [
      { column: 'co' as const, decay: { kind: 'reciprocal' as const }, byRarity: true, weight: 2 },
    ];
    expect(weightsOf({ blend: { terms } })?.terms).toEqual(terms);
  });
});
