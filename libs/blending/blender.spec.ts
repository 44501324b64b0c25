import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIXED_BLEND, type Blend, type Decay } from './blend.js';
import { Blender, RERANKED_MAX } from './blender.js';
import { CANDIDATE_FEATURES } from './candidate-features.js';
import { COLUMNS, type CoWatchTables } from './co-watch-tables.js';
import type { Forest } from './forest.js';
import type { ItemEmbedding } from './item-embedding.js';
import { ItemProfiles, PROFILE_TAIL_BYTES, SCALE_AT } from './item-profiles.js';
import { TRAITS } from './item-traits.js';
import { SCORED_INTERACTIONS_MAX, type SessionInteraction } from './session-interaction.js';
import { SlowBlender } from './slow-blender.fixture.js';
import { tablesOf, viewsOf, type Entry } from './tables.fixture.js';

const NOTHING: ReadonlySet<string> = new Set();
const NAMES = ['dune', 'alien', 'solaris', 'stalker', 'brazil', 'metropolis', 'akira', 'gattaca'];
const DIMENSIONS = 16;
const place = fc.nat({ max: NAMES.length - 1 });
const weight = fc.double({ min: 0, max: 10, noNaN: true });
const signed = fc.double({ min: -4, max: 4, noNaN: true });

const decay: fc.Arbitrary<Decay> = fc.oneof(
  fc.record({ kind: fc.constant('only' as const), place: fc.nat({ max: 3 }) }),
  fc.record({ kind: fc.constant('geometric' as const), rate: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.constant({ kind: 'reciprocal' as const }),
);
const weights = fc.record({
  terms: fc.array(fc.record({ column: fc.constantFrom(...COLUMNS), decay, byRarity: fc.boolean(), weight }), {
    minLength: 1,
    maxLength: 12,
  }),
  again: fc.record({ newest: weight, second: weight, earlier: weight, repeated: weight }),
  epsilon: fc.constantFrom(1e-3, 1e-9, 1),
  affinity: fc.record({ session: signed, newest: signed }),
  traits: fc.constantFrom({}, { sessions: 0.7, exits: -2 }, { trend: -0.3, age: 1 / 3, repeats: 2 }),
});
const blends: fc.Arbitrary<Blend> = fc.record({
  shrinkage: weight,
  interactions: fc.record({ view: weight, watch: weight, progress: weight, cart: weight, purchase: weight }),
  byLength: fc.tuple(weights, weights).map(([few, many]) => [
    { upTo: 2, weights: few },
    { upTo: null, weights: many },
  ]),
});

function values(length: number): fc.Arbitrary<Float32Array> {
  const value = fc.double({ min: -1, max: 1, noNaN: true });
  return fc.array(value, { minLength: length, maxLength: length }).map((list) => Float32Array.from(list));
}
const embeddings: fc.Arbitrary<ItemEmbedding> = fc
  .record({
    lengths: values(NAMES.length),
    placeWeights: values(3 * DIMENSIONS),
    nearest: fc.array(place, { minLength: 2 * NAMES.length, maxLength: 2 * NAMES.length }),
  })
  .map(({ nearest, ...rest }) => ({ ...rest, nearest: Uint32Array.from(nearest), nearestCount: 2 }));

const PROFILE_BYTES = NAMES.length * (DIMENSIONS + PROFILE_TAIL_BYTES);
const profiles = fc
  .record({
    codes: fc.uint8Array({ minLength: PROFILE_BYTES, maxLength: PROFILE_BYTES }),
    scales: values(NAMES.length),
  })
  .map(({ codes, scales }) => {
    const made = new ItemProfiles(DIMENSIONS, NAMES.length);
    made.bytes.set(codes);
    const view = new DataView(made.bytes.buffer, made.bytes.byteOffset);
    scales.forEach((scale, item) => view.setFloat32(item * made.size + DIMENSIONS + SCALE_AT, scale, true));
    return made;
  });

/** Trees of one question each, about any feature. */
const forests: fc.Arbitrary<Forest> = fc
  .array(fc.tuple(fc.nat({ max: CANDIDATE_FEATURES.length - 1 }), values(3)), { minLength: 1, maxLength: 9 })
  .map((trees) => ({
    roots: Uint32Array.from(trees, (_, at) => 3 * at),
    features: Uint8Array.from(trees.flatMap(([feature]) => [feature, 0, 0])),
    values: Float32Array.from(trees.flatMap(([, answers]) => [...answers])),
    lefts: Uint32Array.from(trees.flatMap((_, at) => [3 * at + 1, 0, 0])),
  }));

const tables: fc.Arbitrary<CoWatchTables> = fc
  .record({
    entries: fc.uniqueArray(
      fc.tuple(place, place, fc.array(fc.nat({ max: 50 }), { minLength: 6, maxLength: 6 })),
      { selector: ([row, neighbour]) => `${row} ${neighbour}` },
    ),
    sessions: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: NAMES.length, maxLength: NAMES.length }),
    favourites: fc.uniqueArray(place, { maxLength: 3 }),
    profiles,
    traitRanges: values(2 * TRAITS.length).map((list) => [...list]),
    embedding: fc.option(embeddings),
    forest: fc.option(forests),
  })
  .map(({ entries, ...given }) => tablesOf(NAMES, entries as Entry[], { ...given, sessionsCount: 100 }));
const sessions: fc.Arbitrary<SessionInteraction[]> = fc.array(
  fc.record({
    item: fc.constantFrom(...NAMES, 'unheard', 'of'),
    type: fc.constantFrom('view', 'view', 'watch', 'cart', 'purchase'),
    progress: fc.double({ min: 0, max: 1, noNaN: true }),
    atSeconds: fc.integer({ min: 1_763_800_000, max: 1_763_900_000 }),
  }),
  { minLength: 1, maxLength: 50 },
);
const fewSessions = fc.array(sessions, { minLength: 5, maxLength: 5 });

describe('Blender', () => {
  it('gives, bit for bit, what the slow and obvious way gives', { timeout: 120_000 }, () => {
    const limits = fc.integer({ min: 1, max: 12 });
    const blocked = fc.uniqueArray(fc.constantFrom(...NAMES, 'unheard')).map((items) => new Set(items));
    let cases = 0;
    fc.assert(
      fc.property(tables, blends, fewSessions, limits, blocked, (known, blend, few, limit, blocked) => {
        const blender = new Blender(known, blend);
        for (const session of few) {
          const { items } = blender.rank(session, { limit, blocked });
          const expected = new SlowBlender(known, blend, session).slate({ limit, blocked });
          expect(items.map(({ item, score }) => [item, score])).toEqual(expected);
          expect(items.length).toBe(Math.min(limit, showable(known, session, blocked)));
          expect(items.every(({ score }) => Number.isFinite(score))).toBe(true);
          cases++;
        }
      }),
      { numRuns: 2000 },
    );
    expect(cases).toBe(10_000);
  });

  it('leaves nothing behind for the next request', () => {
    fc.assert(
      fc.property(tables, sessions, sessions, (known, first, second) => {
        const blender = new Blender(known, FIXED_BLEND);
        blender.rank(first, { limit: 5, blocked: new Set(second.map(({ item }) => item)) });
        blender.examine(first, 6, 'akira');
        const bounds = { limit: 8, blocked: NOTHING };
        expect(blender.rank(second, bounds)).toEqual(new Blender(known, FIXED_BLEND).rank(second, bounds));
      }),
    );
  });

  it('looks at the twenty newest interactions and no further', () => {
    const known = tablesOf(NAMES, [[0, 1, [9, 0, 0, 9, 0, 9]]]);
    const twenty = viewsOf(...Array.from({ length: SCORED_INTERACTIONS_MAX }, () => 'brazil'));
    const dune = viewsOf('dune');
    const blender = new Blender(known, FIXED_BLEND);
    const bounds = { limit: 8, blocked: NOTHING };
    expect(blender.rank([...dune, ...twenty], bounds)).toEqual(blender.rank(twenty, bounds));
    expect(blender.rank([...dune, ...twenty.slice(1)], bounds).items[1]?.item).toBe('alien');
  });

  it('puts the item of the lower index first where scores are equal', () => {
    const known = tablesOf(NAMES, [
      [0, 5, [2, 0, 0, 2, 0, 0]],
      [0, 3, [2, 0, 0, 2, 0, 0]],
    ]);
    const bounds = { limit: 3, blocked: NOTHING };
    const slate = new Blender(known, FIXED_BLEND).rank(viewsOf('dune'), bounds).items;
    expect(slate.map(({ item }) => item)).toEqual(['stalker', 'metropolis', 'dune']);
  });

  it('keeps an item the tables do not know as a return to it', () => {
    const blender = new Blender(tablesOf(NAMES, []), FIXED_BLEND);
    const slate = blender.rank(viewsOf('unheard'), { limit: 2, blocked: NOTHING }).items;
    expect(slate[0]).toMatchObject({ item: 'unheard', because: 'unheard', source: 'again' });
    expect(slate[1]).toMatchObject({ item: 'dune', because: null, source: null });
  });

  it('names the session item that spoke most, and what it said most of it with', () => {
    const known = tablesOf(NAMES, [
      [0, 2, [0, 0, 0, 1, 0, 0]],
      [1, 2, [5, 0, 0, 5, 0, 0]],
      [1, 3, [0, 0, 0, 0, 4, 0]],
    ]);
    const bounds = { limit: 8, blocked: NOTHING };
    const slate = new Blender(known, FIXED_BLEND).rank(viewsOf('dune', 'alien'), bounds).items;
    const why = Object.fromEntries(slate.map(({ item, because, source }) => [item, `${because} ${source}`]));
    expect(why).toMatchObject({
      solaris: 'alien next',
      stalker: 'alien before',
      dune: 'dune again',
      brazil: 'null null',
    });
  });

  it('names, for every item, a session item that nothing in the session outspeaks', () => {
    fc.assert(
      fc.property(tables, sessions, (known, session) => {
        const scored = session.slice(-SCORED_INTERACTIONS_MAX).reverse();
        const distinct = [...new Set(scored.map(({ item }) => item))];
        const slate = new Blender(known, FIXED_BLEND).rank(session, { limit: 12, blocked: NOTHING });
        const slow = new SlowBlender(known, FIXED_BLEND, session);
        for (const { item, because, source } of slate.items) {
          const shares = distinct.map((other) => slow.shareOf(other, item));
          const most = Math.max(...shares);
          expect(source === null).toBe(because === null);
          if (because === null) expect(most).toBe(0);
          else expect(shares[distinct.indexOf(because)]).toBeCloseTo(most, 12);
          if (source === 'again') expect(because).toBe(item);
        }
      }),
    );
  });

  it('answers from empty tables', () => {
    const blender = new Blender(tablesOf([], []), FIXED_BLEND);
    const bounds = { limit: 5, blocked: NOTHING };
    expect(blender.rank([], bounds).items).toEqual([]);
    expect(blender.rank(viewsOf('a', 'b', 'a'), bounds).items.map(({ item }) => item)).toEqual(['a', 'b']);
  });

  it('lets the trees decide among the best forty, and keeps the others behind them in their order', () => {
    const names = Array.from({ length: 60 }, (_, at) => `film-${at}`);
    const row = names.map((_, at): Entry => [0, at, [60 - at, 0, 0, 0, 0, 0]]);
    const rank = CANDIDATE_FEATURES.indexOf('rank');
    // Ranks above 30 get 1, others 0: what stood 31st to 40th comes first.
    const forest: Forest = {
      roots: Uint32Array.of(0),
      features: Uint8Array.of(rank, 0, 0),
      values: Float32Array.of(29, 0, 1),
      lefts: Uint32Array.of(1, 0, 0),
    };
    const bounds = { limit: 60, blocked: NOTHING };
    const session = viewsOf('film-0');
    const first = new Blender(tablesOf(names, row), FIXED_BLEND).rank(session, bounds).items;
    const slate = new Blender(tablesOf(names, row, { forest }), FIXED_BLEND).rank(session, bounds);
    const before = first.map(({ item }) => item);
    const after = [...before.slice(30, RERANKED_MAX), ...before.slice(0, 30), ...before.slice(RERANKED_MAX)];
    expect(slate.items.map(({ item }) => item)).toEqual(after);
    const scores = slate.items.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    const late = new Blender(tablesOf(names, row, { forest }), FIXED_BLEND);
    expect(late.rank(session, { ...bounds, hasTime: () => false })).toEqual({
      items: first,
      treesSkipped: true,
    });
  });

  it('can be had with another blend, with or without the trees, and is itself as before', () => {
    const plain = tablesOf(NAMES, [
      [0, 1, [0, 0, 0, 0, 0, 4]],
      [0, 2, [1, 0, 0, 0, 0, 0]],
    ]);
    // One leaf: whatever is asked, all candidates are equal, so the lower index comes first.
    const forest: Forest = {
      roots: Uint32Array.of(0),
      features: Uint8Array.of(0),
      values: Float32Array.of(1),
      lefts: Uint32Array.of(0),
    };
    const blender = new Blender({ ...plain, forest }, FIXED_BLEND);
    const [bucket] = FIXED_BLEND.byLength;
    const terms = (column: 'co' | 'f1'): Blend => ({
      ...FIXED_BLEND,
      byLength: [
        {
          upTo: null,
          weights: {
            ...(bucket?.weights ?? expect.fail('there is a blend')),
            terms: [{ column, decay: { kind: 'only', place: 0 }, byRarity: false, weight: 1 }],
            again: { newest: 0, second: 0, earlier: 0, repeated: 0 },
          },
        },
      ],
    });
    const bestOf = (by: Blender): string | undefined =>
      by.rank(viewsOf('dune'), { limit: 1, blocked: NOTHING }).items[0]?.item;
    expect(bestOf(blender)).toBe('dune');
    expect(bestOf(blender.blendedAnew(terms('co'), false))).toBe('alien');
    expect(bestOf(blender.blendedAnew(terms('f1'), false))).toBe('solaris');
    expect(bestOf(blender.blendedAnew(terms('f1'), true))).toBe('dune');
    expect(bestOf(blender)).toBe('dune');
  });

  it('examines the best candidates, and the wanted one where it is a candidate at all', () => {
    const known = tablesOf(NAMES, [
      [0, 1, [9, 0, 0, 9, 0, 0]],
      [0, 2, [5, 0, 0, 5, 0, 0]],
      [0, 3, [1, 0, 0, 1, 0, 0]],
    ]);
    const blender = new Blender(known, FIXED_BLEND);
    const session = viewsOf('dune');
    expect([...blender.examine(session, 2).candidates]).toEqual([1, 2]);
    expect([...blender.examine(session, 2, 'stalker').candidates]).toEqual([1, 3]);
    expect([...blender.examine(session, 2, 'alien').candidates]).toEqual([1, 2]);
    expect([...blender.examine(session, 2, 'gattaca').candidates]).toEqual([1, 2]);
    expect(blender.examine(session, 2).features).toHaveLength(2 * CANDIDATE_FEATURES.length);
  });
});

function showable(
  known: CoWatchTables,
  session: readonly SessionInteraction[],
  blocked: ReadonlySet<string>,
): number {
  const scored = session.slice(-SCORED_INTERACTIONS_MAX).map(({ item }) => item);
  const all = new Set([
    ...scored,
    ...Array.from({ length: known.itemsCount }, (_, index) => known.itemAt(index)),
  ]);
  return [...all].filter((item) => !blocked.has(item)).length;
}
