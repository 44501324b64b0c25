import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Blender, FIXED_BLEND, type SessionInteraction } from '#libs/blending';
import { openDuckDb, type DuckDb } from '#libs/duckdb';
import { randomOf } from '#libs/learning';
import type { BuiltTables } from './build-tables.js';
import { tablesFromEvents, viewsOf, type CountedEvent } from './events.fixture.js';
import type { LearnOptions } from './learn-tables.js';
import { VersionStore } from './version-store.js';

const ITEMS = 60;

/** Visitors who walk a ring of films one by one, look back now and then, and sometimes jump. */
function walks(sessions: number, seed = 1): string[][] {
  const random = randomOf(seed);
  return Array.from({ length: sessions }, () => {
    let at = random.below(ITEMS);
    return Array.from({ length: 3 + random.below(3) }, () => {
      const chance = random.unit();
      at = chance < 0.2 ? random.below(ITEMS) : (at + (chance < 0.3 ? ITEMS - 1 : 1)) % ITEMS;
      return `film-${at}`;
    });
  });
}

function sessionOf(items: readonly string[]): SessionInteraction[] {
  return items.map((item, at) => ({ item, type: 'view', progress: 0, atSeconds: 1_763_800_000 + at }));
}

function rank(
  { tables, manifest }: Pick<BuiltTables, 'tables' | 'manifest'>,
  items: readonly string[],
): unknown {
  return new Blender(tables, manifest.blend).rank(sessionOf(items), { limit: 20, blocked: new Set() });
}

/** Each learns once or more, on a machine that may have other work. */
vi.setConfig({ testTimeout: 180_000 });

describe('learnTables', () => {
  let db: DuckDb;
  /** Enough to learn a blend and an embedding from, which takes seconds. */
  const SOME = viewsOf(...walks(300));
  let some: BuiltTables;
  const learn = (events: readonly CountedEvent[], options: LearnOptions = {}): Promise<BuiltTables> =>
    tablesFromEvents(events, { db, learn: options });
  beforeAll(async () => {
    db = await openDuckDb({ threads: 1, memoryLimit: '512MB' });
    some = await learn(SOME);
  }, 180_000);
  afterAll(() => db.close());

  it('learns a blend and an embedding', () => {
    const { manifest, tables } = some;
    expect(manifest.blendOrigin).toBe('learned');
    expect(manifest.blend.byLength.map(({ upTo }) => upTo)).toEqual([1, 2, 4, 8, null]);
    expect(manifest.learning).toMatchObject({ without: [], slices: 5, sliceSessions: 120 });
    expect(tables.embedding?.nearestCount).toBe(40);
  });

  it('learns trees where there is enough history, and what its weights are worth on sessions that it left out', async () => {
    const { manifest, tables } = await learn(viewsOf(...walks(2300)), { without: ['embedding'] });
    expect(manifest.learning.leftOut).toEqual(['embedding: not wanted']);
    expect(manifest.learning.trees).toBe(tables.forest?.roots.length);
    const [before, after] = manifest.learning.treeGain ?? [1, 0];
    expect(after).toBeGreaterThan(before);
    // One session in seven of which one in three fits the first score, of 920 with three cases each.
    expect(manifest.scores?.cases).toBeGreaterThan(200);
    expect(manifest.scores?.cases).toBeLessThan(350);
    // Three in four go on along the ring.
    expect(manifest.scores?.hr20).toBeGreaterThan(0.75);
    expect(manifest.scores?.mrr20).toBeGreaterThan(0.6);
  });

  it('gives the same bytes for the same events in any order, and others for another seed', async () => {
    expect((await learn(SOME.toReversed())).manifest).toEqual(some.manifest);
    expect((await learn(SOME, { seed: 5 })).manifest.files).not.toEqual(some.manifest.files);
  });

  it('scores from its files as it does from memory', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'learn-tables-'));
    try {
      const store = new VersionStore({ dataFolder });
      const version = await store.add(some, { builtAtMs: Date.now(), seconds: 1 });
      const read = await store.open('demo', version);
      expect(read.manifest).toEqual(some.manifest);
      expect(read.tables.embedding).toEqual(some.tables.embedding);
      for (const items of walks(20, 2)) expect(rank(read, items)).toEqual(rank(some, items));
    } finally {
      await rm(dataFolder, { recursive: true, force: true });
    }
  });

  it('keeps to what the history is enough for, and says what it left out', async () => {
    expect(some.manifest.learning).toMatchObject({
      trees: 0,
      leftOut: [expect.stringMatching(/^trees: \d+ cases/)],
    });
    // All sessions went into the weights.
    expect(some.manifest.scores).toBeNull();
    const few = (await learn(viewsOf(...walks(120)))).manifest;
    expect(few).toMatchObject({ blendOrigin: 'fixed', blend: FIXED_BLEND });
    expect(few.learning.leftOut).toEqual([expect.stringMatching(/^blend: \d+ cases/)]);
    expect(few.scores?.cases).toBeGreaterThan(100);
    const hardly = (await learn(viewsOf(...walks(20)))).manifest;
    expect(hardly.learning.leftOut).toEqual(['everything: 20 sessions are too few to hold any back']);
    expect(hardly.scores).toBeNull();
  });

  it('leaves out what it is told to', async () => {
    const { tables, manifest } = await learn(SOME, {
      without: ['embedding', 'traits', 'trees'],
    });
    expect(tables).toMatchObject({ embedding: null, forest: null });
    expect(manifest.learning.leftOut).toEqual([
      'embedding: not wanted',
      'traits: not wanted',
      'trees: not wanted',
    ]);
    for (const { weights } of manifest.blend.byLength)
      expect(Object.values(weights.traits).every((weight) => weight === 0)).toBe(true);
  });

  const backwards = SOME.map((event) => ({
    ...event,
    ts: 3_600_000_000_000 - event.ts,
  }));
  it.each([
    ['one item everywhere', viewsOf(...Array.from({ length: 500 }, () => ['a', 'a', 'a']))],
    ['sessions of one item each', viewsOf(...Array.from({ length: 500 }, (_, at) => [`film-${at % 9}`]))],
    ['50 events', viewsOf(...walks(13)).slice(0, 50)],
    ['items that are seen once', viewsOf(...Array.from({ length: 400 }, (_, at) => [`x-${at}`, `y-${at}`]))],
    ['a session of 5,000 among short ones', viewsOf(...walks(300), walks(1000, 3).flat())],
    ['time that runs backwards', backwards],
    ['one moment for all', SOME.map((event) => ({ ...event, ts: 1_763_800_000_000 }))],
  ] satisfies [string, CountedEvent[]][])('makes sense of %s', async (_, events) => {
    const built = await learn(events);
    const numbers = [...built.arrays.values()].flatMap((array) => [...array]);
    expect(numbers.every(Number.isFinite)).toBe(true);
    const first = built.tables.itemAt(0);
    const long = Array.from({ length: 500 }, (_, at) => built.tables.itemAt(at % built.tables.itemsCount));
    for (const items of [[first], [first, first, 'unheard'], ['unheard'], long]) {
      const { items: slate } = new Blender(built.tables, built.manifest.blend).rank(sessionOf(items), {
        limit: 20,
        blocked: new Set(),
      });
      expect(slate.length).toBeGreaterThan(0);
      expect(slate.every(({ score }) => Number.isFinite(score))).toBe(true);
      expect(new Set(slate.map(({ item }) => item)).size).toBe(slate.length);
    }
  });
});
