import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIXED_BLEND, type Blend, type Decay } from './blend.js';
import { Blender, type SlateBounds } from './blender.js';
import { COLUMNS, type CoWatchTables } from './co-watch-tables.js';
import { SCORED_INTERACTIONS_MAX } from './folded-blend.js';
import { tablesOf, type Entry } from './tables.fixture.js';

const NOTHING: ReadonlySet<string> = new Set();
const NAMES = ['dune', 'alien', 'solaris', 'stalker', 'brazil', 'metropolis', 'akira', 'gattaca'];
const place = fc.nat({ max: NAMES.length - 1 });
const weight = fc.double({ min: 0, max: 10, noNaN: true });

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
});
const blends: fc.Arbitrary<Blend> = fc.record({
  shrinkage: weight,
  byLength: fc.tuple(weights, weights).map(([few, many]) => [
    { upTo: 2, weights: few },
    { upTo: null, weights: many },
  ]),
});
const tables: fc.Arbitrary<CoWatchTables> = fc
  .record({
    entries: fc.uniqueArray(
      fc.tuple(place, place, fc.array(fc.nat({ max: 50 }), { minLength: 6, maxLength: 6 })),
      { selector: ([row, neighbour]) => `${row} ${neighbour}` },
    ),
    sessions: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: NAMES.length, maxLength: NAMES.length }),
    favourites: fc.uniqueArray(place, { maxLength: 3 }),
  })
  .map(({ entries, ...given }) => tablesOf(NAMES, entries as Entry[], { ...given, sessionsCount: 100 }));
const sessions = fc.array(fc.constantFrom(...NAMES, 'unheard', 'of'), { minLength: 1, maxLength: 50 });

describe('Blender', () => {
  it('gives, bit for bit, what the slow and obvious way gives', () => {
    const limits = fc.integer({ min: 1, max: 12 });
    const blocked = fc.uniqueArray(fc.constantFrom(...NAMES, 'unheard')).map((items) => new Set(items));
    fc.assert(
      fc.property(tables, blends, sessions, limits, blocked, (known, blend, session, limit, blocked) => {
        const slate = new Blender(known, blend).rank(session, { limit, blocked });
        const expected = slowly(known, blend, session, { limit, blocked });
        expect(slate.map(({ item, score }) => [item, score])).toEqual(expected);
        expect(slate.length).toBe(Math.min(limit, showable(known, session, blocked)));
        expect(slate.every(({ score }) => Number.isFinite(score))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves nothing behind for the next request', () => {
    fc.assert(
      fc.property(tables, sessions, sessions, (known, first, second) => {
        const blender = new Blender(known, FIXED_BLEND);
        blender.rank(first, { limit: 5, blocked: new Set(second) });
        const bounds = { limit: 8, blocked: NOTHING };
        expect(blender.rank(second, bounds)).toEqual(new Blender(known, FIXED_BLEND).rank(second, bounds));
      }),
    );
  });

  it('looks at the twenty newest interactions and no further', () => {
    const known = tablesOf(NAMES, [[0, 1, [9, 0, 0, 9, 0, 9]]]);
    const twenty = Array.from({ length: SCORED_INTERACTIONS_MAX }, () => 'brazil');
    const blender = new Blender(known, FIXED_BLEND);
    const bounds = { limit: 8, blocked: NOTHING };
    expect(blender.rank(['dune', ...twenty], bounds)).toEqual(blender.rank(twenty, bounds));
    expect(blender.rank(['dune', ...twenty.slice(1)], bounds)[1]?.item).toBe('alien');
  });

  it('puts the item of the lower index first where scores are equal', () => {
    const known = tablesOf(NAMES, [
      [0, 5, [2, 0, 0, 2, 0, 0]],
      [0, 3, [2, 0, 0, 2, 0, 0]],
    ]);
    const slate = new Blender(known, FIXED_BLEND).rank(['dune'], { limit: 3, blocked: NOTHING });
    expect(slate.map(({ item }) => item)).toEqual(['stalker', 'metropolis', 'dune']);
  });

  it('keeps an item the tables do not know as a return to it', () => {
    const slate = new Blender(tablesOf(NAMES, []), FIXED_BLEND).rank(['unheard'], {
      limit: 2,
      blocked: NOTHING,
    });
    expect(slate[0]).toMatchObject({ item: 'unheard', because: 'unheard', source: 'again' });
    expect(slate[1]).toMatchObject({ item: 'dune', because: null, source: null });
  });

  it('names the session item that spoke most, and what it said most of it with', () => {
    const known = tablesOf(NAMES, [
      [0, 2, [0, 0, 0, 1, 0, 0]],
      [1, 2, [5, 0, 0, 5, 0, 0]],
      [1, 3, [0, 0, 0, 0, 4, 0]],
    ]);
    const slate = new Blender(known, FIXED_BLEND).rank(['dune', 'alien'], { limit: 8, blocked: NOTHING });
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
        const distinct = [...new Set(session.slice(-SCORED_INTERACTIONS_MAX).reverse())];
        const slate = new Blender(known, FIXED_BLEND).rank(session, { limit: 12, blocked: NOTHING });
        for (const { item, because, source } of slate) {
          const shares = distinct.map((other) => shareOf(known, session, other, item));
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
    expect(blender.rank([], { limit: 5, blocked: NOTHING })).toEqual([]);
    expect(blender.rank(['a', 'b', 'a'], { limit: 5, blocked: NOTHING }).map(({ item }) => item)).toEqual([
      'a',
      'b',
    ]);
  });
});

/** The slate as the recipe says it: no accumulators that are used again, no bounded list, maps throughout. */
function slowly(
  known: CoWatchTables,
  blend: Blend,
  session: readonly string[],
  { limit, blocked }: SlateBounds,
): [string, number][] {
  const newestFirst = session.slice(-SCORED_INTERACTIONS_MAX).reverse();
  const weights = blend.byLength.find(({ upTo }) => newestFirst.length <= (upTo ?? Infinity))?.weights;
  if (!weights) throw new Error('no weights');
  const evidence = new Map<string, number>();
  const add = (item: string, more: number) => evidence.set(item, (evidence.get(item) ?? 0) + more);
  const distinct = [...new Set(newestFirst)];
  for (const item of distinct) {
    const row = known.indexOf(item);
    if (row < 0) continue;
    const coefficients = COLUMNS.map((column) =>
      coefficientOf(known, blend, weights, newestFirst, item, column),
    );
    for (let entry = known.rowOffsets[row] ?? 0; entry < (known.rowOffsets[row + 1] ?? 0); entry++) {
      const terms = COLUMNS.map(
        (column, at) => (coefficients[at] ?? 0) * (known.columns[column][entry] ?? 0),
      );
      add(
        known.itemAt(known.neighbours[entry] ?? 0),
        terms.slice(1).reduce((sum, term) => sum + term, terms[0] ?? 0),
      );
    }
  }
  const { newest, second, earlier, repeated } = weights.again;
  for (const item of distinct) {
    const n = newestFirst.indexOf(item);
    const base = n === 0 ? newest : n === 1 ? second : earlier / (1 + n);
    add(item, base + repeated * (newestFirst.filter((other) => other === item).length - 1));
  }
  for (const favourite of known.favourites) add(known.itemAt(favourite), 0);
  const showing = () => [...evidence].filter(([item]) => !blocked.has(item));
  for (const index of known.popular) if (showing().length < limit) add(known.itemAt(index), 0);
  const orderOf = (item: string) =>
    known.indexOf(item) < 0 ? known.itemsCount + distinct.indexOf(item) : known.indexOf(item);
  return showing()
    .map(([item, sum]): [string, number] => [item, Math.log(weights.epsilon + sum)])
    .sort((a, b) => b[1] - a[1] || orderOf(a[0]) - orderOf(b[0]))
    .slice(0, limit);
}

/** What one item of the session adds to a candidate's mix, with the fixed blend. */
function shareOf(known: CoWatchTables, session: readonly string[], item: string, candidate: string): number {
  const newestFirst = session.slice(-SCORED_INTERACTIONS_MAX).reverse();
  const weights = FIXED_BLEND.byLength[0]?.weights;
  if (!weights) throw new Error('no weights');
  const { newest, second, earlier, repeated } = weights.again;
  const n = newestFirst.indexOf(item);
  const base = n === 0 ? newest : n === 1 ? second : earlier / (1 + n);
  const again = base + repeated * (newestFirst.filter((other) => other === item).length - 1);
  const row = known.indexOf(item);
  const entries = row < 0 ? [] : [...known.neighbours.keys()];
  const entry = entries.find(
    (entry) =>
      entry >= (known.rowOffsets[row] ?? 0) &&
      entry < (known.rowOffsets[row + 1] ?? 0) &&
      known.neighbours[entry] === known.indexOf(candidate),
  );
  const spoken = COLUMNS.map((column) =>
    entry === undefined
      ? 0
      : coefficientOf(known, FIXED_BLEND, weights, newestFirst, item, column) *
        (known.columns[column][entry] ?? 0),
  );
  return spoken.reduce((sum, share) => sum + share, item === candidate ? again : 0);
}

function coefficientOf(
  known: CoWatchTables,
  blend: Blend,
  { terms }: Blend['byLength'][number]['weights'],
  newestFirst: readonly string[],
  item: string,
  column: string,
): number {
  const sessions = known.itemSessions[known.indexOf(item)] ?? 0;
  const rarity = Math.log((known.sessionsCount + 1) / (sessions + 1)) / Math.log(known.sessionsCount + 1);
  const weightAt = (k: number, byRarity: boolean): number =>
    terms
      .filter((term) => term.column === column && term.byRarity === byRarity)
      .reduce((sum, term) => sum + term.weight * shareAt(term.decay, k), 0);
  const anyRarity = terms.some((term) => term.byRarity && term.weight > 0);
  const sum = newestFirst.reduce(
    (sum, other, k) =>
      other === item ? sum + (weightAt(k, false) + (anyRarity ? rarity : 0) * weightAt(k, true)) : sum,
    0,
  );
  return sum / (sessions + blend.shrinkage);
}

function shareAt(decay: Decay, k: number): number {
  if (decay.kind === 'reciprocal') return 1 / (k + 1);
  if (decay.kind === 'only') return k === decay.place ? 1 : 0;
  return Array.from({ length: k }, () => decay.rate).reduce((power, rate) => power * rate, 1);
}

function showable(known: CoWatchTables, session: readonly string[], blocked: ReadonlySet<string>): number {
  const scored = session.slice(-SCORED_INTERACTIONS_MAX);
  const all = new Set([
    ...scored,
    ...Array.from({ length: known.itemsCount }, (_, index) => known.itemAt(index)),
  ]);
  return [...all].filter((item) => !blocked.has(item)).length;
}
