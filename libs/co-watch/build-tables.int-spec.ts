import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  Blender,
  COLUMNS,
  FIXED_BLEND,
  INTERACTION_WEIGHTS,
  weightOf,
  type Column,
  type SessionInteraction,
} from '#libs/blending';
import type { EventRecord } from '#libs/contracts';
import { openDuckDb, type DuckDb } from '#libs/duckdb';
import { advance, SESSION_RULES, type SessionState } from '#libs/session';
import { COUNTING_PARAMETERS, gapWeights, SCALE } from './counting-parameters.js';
import { rowsOf, tablesFromEvents, viewsOf, type CountedEvent } from './events.fixture.js';

const zero = { f1: 0, f2: 0, f3: 0, fd: 0, bd: 0, co: 0 };

describe('buildTables', () => {
  let db: DuckDb;
  beforeAll(async () => {
    db = await openDuckDb({ threads: 1, memoryLimit: '512MB' });
  });
  afterAll(() => db.close());

  it('counts what followed, what came before and what came together', async () => {
    const rows = rowsOf(await tablesFromEvents(viewsOf(['a', 'b', 'c'], ['a', 'b']), { db }));
    const [two, three] = [Math.round(SCALE / Math.sqrt(2)) / SCALE, Math.round(SCALE / Math.sqrt(3)) / SCALE];
    expect(rows['a']).toEqual({
      b: { ...zero, f1: 2, fd: 2, co: Math.fround(two + three) },
      c: { ...zero, f2: 1, fd: Math.fround(0.8), co: Math.fround(three) },
    });
    expect(rows['c']?.['a']).toEqual({ ...zero, bd: Math.fround(0.8), co: Math.fround(three) });
  });

  it('counts, to the last bit, what the slow and obvious way counts', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (events) => {
        expect(rowsOf(await tablesFromEvents(events, { db }))).toEqual(countedSlowly(events));
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same bytes whatever the order of rows and the number of threads', async () => {
    const events = [...Array(300).keys()].flatMap((at) =>
      viewsOf(['a', 'b', `c-${at % 7}`, 'd', 'é', 'a']).map((event) => ({
        ...event,
        session: `session-${at}`,
        ts: event.ts + (at % 13) * 1000,
        receivedAt: event.receivedAt + (at % 13) * 1000,
      })),
    );
    const one = await tablesFromEvents(events, { db });
    const other = await tablesFromEvents(events.toReversed(), { threads: 4 });
    expect(other.manifest).toEqual(one.manifest);
    expect([...other.arrays]).toEqual([...one.arrays]);
  });

  it('caps what one session adds to a pair', async () => {
    const flood = Array.from({ length: 400 }, (_, at) => (at % 2 === 0 ? 'a' : 'b'));
    const rows = rowsOf(await tablesFromEvents(viewsOf(flood, ['a', 'b']), { db }));
    const co = Math.fround((2 * Math.round(SCALE / Math.SQRT2)) / SCALE);
    expect(rows['a']?.['b']).toEqual({ f1: 4, f2: 0, f3: 3, fd: 4, bd: 3, co });
  });

  it('takes a session of 100,000 events for its length, not for the square of it', async () => {
    const bot = Array.from({ length: 100_000 }, (_, at) => `item-${at % 500}`);
    const { tables } = await tablesFromEvents(viewsOf(bot), { db });
    expect(tables.neighbours).toHaveLength(500 * 40);
  });

  it('leaves out pairs of fewer sessions than a site asks for', async () => {
    const events = viewsOf(['a', 'b'], ['b', 'a'], ['a', 'c', 'a', 'c']);
    const rows = rowsOf(await tablesFromEvents(events, { db, parameters: { minSessions: 2 } }));
    expect(Object.keys(rows['a'] ?? {})).toEqual(['b']);
    expect(rows['c']).toEqual({});
  });

  it('keeps the best of a row, the more popular of equals', async () => {
    const events = viewsOf(['x', 'z'], ['x', 'y'], ['x', 'y'], ['x', 'w'], ['w']);
    const { tables } = await tablesFromEvents(events, { db, parameters: { neighboursMax: 2 } });
    const kept = tables.neighbours.slice(tables.rowOffsets[0], tables.rowOffsets[1]);
    expect([...kept].map((index) => tables.itemAt(index)).sort()).toEqual(['w', 'y']);
  });

  it('knows of every item what sessions did with it, and which are popular lately', async () => {
    const old = Array.from({ length: 62 }, () => ['old', 'other']);
    const { tables, arrays, manifest } = await tablesFromEvents(
      viewsOf(...old, ['new', 'new', 'old'], ['new']),
      { db },
    );
    const of = (name: string, item: string): unknown =>
      arrays.get(`item-${name}.u32`)?.[tables.indexOf(item)];
    expect(manifest.counted).toMatchObject({ sessions: 64, interactions: 128, items: 3 });
    expect(['sessions', 'events', 'entries', 'exits', 'repeats'].map((name) => of(name, 'old'))).toEqual([
      63, 63, 62, 1, 0,
    ]);
    expect(['sessions', 'events', 'entries', 'exits', 'repeats'].map((name) => of(name, 'new'))).toEqual([
      2, 3, 2, 1, 1,
    ]);
    expect(['sessions-8', 'sessions-32', 'sessions-128'].map((name) => of(name, 'new'))).toEqual([2, 2, 1]);
    expect(of('last-seen-at', 'new')).toBe(manifest.counted.lastAtSeconds);
    expect([...tables.favourites].map((index) => tables.itemAt(index))).toEqual(['new', 'old']);
    expect([...tables.popular].map((index) => tables.itemAt(index))).toEqual(['old', 'other', 'new']);
  });

  it.each([
    ['no event at all', []],
    ['one event', viewsOf(['a'])],
    ['sessions of one item each', viewsOf(['a'], ['b'], ['a'])],
    ['one item only, again and again', viewsOf(['a', 'a', 'a'], ['a', 'a'])],
    [
      'times that run backwards',
      viewsOf(['a', 'b', 'c']).map((event) => ({ ...event, ts: 5e12 - event.ts })),
    ],
    [
      'events that name no item',
      viewsOf(['a', 'b']).map((event) => ({ ...event, item: null, type: 'custom' })),
    ],
    ['names with quotes, emoji and 256 bytes', viewsOf(["O'Hara; DROP", '"🎬"', 'é'.repeat(128), '%_\\'])],
  ] satisfies [string, CountedEvent[]][])('makes sense of %s', async (_, events) => {
    const { tables, manifest } = await tablesFromEvents(events, { db });
    expect(manifest.version).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[0-9a-f]{8}$/);
    const items = Array.from({ length: tables.itemsCount }, (_, index) => tables.itemAt(index));
    expect(new Set(items)).toEqual(new Set(events.flatMap(({ item }) => item ?? [])));
    expect(items.map((item) => tables.indexOf(item))).toEqual(items.map((_, index) => index));
    const session = items
      .slice(0, 2)
      .map((item) => ({ item, type: 'view' as const, progress: 0, atSeconds: 0 }));
    const slate = new Blender(tables, FIXED_BLEND).rank(session, { limit: 20, blocked: new Set() });
    expect(slate.items.map(({ item }) => item).sort()).toEqual([...items].sort());
    expect([...tables.traitRanges].every(Number.isFinite)).toBe(true);
    expect(slate.items.every(({ score }) => Number.isFinite(score))).toBe(true);
  });
});

/** Sessions of all event types, with repeats, equal times and late arrivals. */
const histories = fc
  .array(
    fc.record({
      session: fc.constantFrom('s-1', 's-2', 's-3', 's-4'),
      type: fc.constantFrom('view', 'view', 'view', 'watch', 'cart', 'purchase', 'custom', 'impression'),
      item: fc.constantFrom('a', 'b', 'c', 'd', 'é', '🎬', '\uffee', null),
      progress: fc.constantFrom(null, 0, 0.25, 1),
      ts: fc.integer({ min: 0, max: 60_000 }),
      receivedAt: fc.integer({ min: 0, max: 40 }),
    }),
    { maxLength: 120 },
  )
  .map((events) =>
    events.map((event, at): CountedEvent => ({ ...event, id: `event-${String(at).padStart(4, '0')}` })),
  );

/** Rows counted session by session with the very fold that the service uses, in maps. */
function countedSlowly(
  events: readonly CountedEvent[],
): Record<string, Record<string, Record<Column, number>>> {
  const weights = gapWeights(COUNTING_PARAMETERS);
  const sums = new Map<string, Map<string, Record<Column, number>>>();
  for (const interactions of sequencesOf(events)) {
    const items = interactions.map(({ item }) => item);
    for (const item of items) if (!sums.has(item)) sums.set(item, new Map());
    const co = Math.round(SCALE / Math.sqrt(new Set(items).size));
    for (const [key, own] of pairsOf(interactions, weights)) {
      const [row = '', neighbour = ''] = key.split('\n');
      const sum = sums.get(row)?.get(neighbour) ?? { ...zero };
      for (const column of COLUMNS) sum[column] += Math.min(own[column], 3 * SCALE);
      if (row !== neighbour) sum.co += co;
      sums.get(row)?.set(neighbour, sum);
    }
  }
  const scaled = (sum: Record<Column, number>): Record<Column, number> =>
    Object.fromEntries(COLUMNS.map((column) => [column, Math.fround(sum[column] / SCALE)])) as Record<
      Column,
      number
    >;
  return Object.fromEntries(
    [...sums].map(([row, own]) => [
      row,
      Object.fromEntries([...own].map(([item, sum]) => [item, scaled(sum)])),
    ]),
  );
}

function sequencesOf(events: readonly CountedEvent[]): SessionInteraction[][] {
  const states = new Map<string, SessionState | undefined>();
  const arrived = [...events].sort(
    (a, b) => a.receivedAt - b.receivedAt || a.ts - b.ts || (a.id < b.id ? -1 : 1),
  );
  for (const [offset, { item, progress, ...event }] of arrived.entries()) {
    const record = {
      ...event,
      site: 'demo',
      ...(item === null ? {} : { item }),
      progress: progress ?? 0,
    } as EventRecord;
    const position = { epoch: 1, partition: 0, offset: offset + 1 };
    const rules = { ...SESSION_RULES, interactionsMax: 1000 };
    states.set(event.session, advance(states.get(event.session), record, position, rules));
  }
  return [...states.values()].map((state) => [...(state?.interactions ?? [])]);
}

/** What one session says about ordered pairs, without caps; `co` is left to the caller. */
function pairsOf(
  interactions: readonly SessionInteraction[],
  weights: readonly number[],
): Map<string, Record<Column, number>> {
  const pairs = new Map<string, Record<Column, number>>();
  const add = (row: string, neighbour: string, column: Column, by: number): void => {
    const own = pairs.get(`${row}\n${neighbour}`) ?? { ...zero };
    own[column] += by;
    pairs.set(`${row}\n${neighbour}`, own);
  };
  const hundredths = (interaction: SessionInteraction): number =>
    Math.round(100 * weightOf(interaction, INTERACTION_WEIGHTS));
  interactions.forEach((first, i) => {
    weights.forEach((weight, at) => {
      const second = interactions[i + at + 1];
      if (second === undefined) return;
      const [a, b, product] = [first.item, second.item, hundredths(first) * hundredths(second)];
      const column = (['f1', 'f2', 'f3'] as const)[at];
      if (column) add(a, b, column, Math.round((product * SCALE) / 10_000));
      const faded = Math.round((product * weight) / 10_000);
      add(a, b, 'fd', faded);
      if (a !== b) add(b, a, 'bd', faded);
    });
  });
  return pairs;
}
