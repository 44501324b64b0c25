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
  const learn = (events: readonly CountedEvent[], options: LearnOptions = {}): Promise<BuiltTables> =>
    tablesFromEvents(events, { db, learn: options });
  beforeAll(async () => {
    db = await openDuckDb({ threads: 1, memoryLimit: '512MB' });
  });
  afterAll(() => db.close());

  it('learns a blend, an embedding and trees', async () => {
    const events = viewsOf(...walks(2200));
    const built = await learn(events);
    const { manifest, tables } = built;
    expect(manifest.blendOrigin).toBe('learned');
    expect(manifest.blend.byLength.map(({ upTo }) => upTo)).toEqual([1, 2, 4, 8, null]);
    expect(manifest.learning).toMatchObject({ leftOut: [], slices: 5, sliceSessions: 880 });
    expect(manifest.learning.trees).toBe(tables.forest?.roots.length);
    const [before, after] = manifest.learning.treeGain ?? [1, 0];
    expect(after).toBeGreaterThan(before);
    expect(tables.embedding?.nearestCount).toBe(40);
  });

  it('gives the same bytes for the same events in any order, and others for another seed', async () => {
    const events = viewsOf(...walks(400));
    const { manifest } = await learn(events);
    expect((await learn(events.toReversed())).manifest).toEqual(manifest);
    expect((await learn(events, { seed: 5 })).manifest.files).not.toEqual(manifest.files);
  });

  it('scores from its files as it does from memory', async () => {
    const built = await learn(viewsOf(...walks(400)));
    const dataFolder = await mkdtemp(join(tmpdir(), 'learn-tables-'));
    try {
      const store = new VersionStore({ dataFolder });
      const version = await store.add(built, { builtAtMs: Date.now(), seconds: 1 });
      const read = await store.open('demo', version);
      expect(read.manifest).toEqual(built.manifest);
      expect(read.tables.embedding).toEqual(built.tables.embedding);
      for (const items of walks(20, 2)) expect(rank(read, items)).toEqual(rank(built, items));
    } finally {
      await rm(dataFolder, { recursive: true, force: true });
    }
  });

  it('keeps to what the history is enough for, and says what it left out', async () => {
    const some = (await learn(viewsOf(...walks(400)))).manifest;
    expect(some.blendOrigin).toBe('learned');
    expect(some.learning).toMatchObject({ trees: 0, leftOut: [expect.stringMatching(/^trees: \d+ cases/)] });
    const few = (await learn(viewsOf(...walks(120)))).manifest;
    expect(few).toMatchObject({ blendOrigin: 'fixed', blend: FIXED_BLEND });
    expect(few.learning.leftOut).toEqual([expect.stringMatching(/^blend: \d+ cases/)]);
    const hardly = (await learn(viewsOf(...walks(20)))).manifest;
    expect(hardly.learning.leftOut).toEqual(['everything: 20 sessions are too few to hold any back']);
  });

  it('leaves out what it is told to', async () => {
    const { tables, manifest } = await learn(viewsOf(...walks(400)), {
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

  const backwards = viewsOf(...walks(400)).map((event) => ({
    ...event,
    ts: 3_600_000_000_000 - event.ts,
  }));
  it.each([
    ['one item everywhere', viewsOf(...Array.from({ length: 500 }, () => ['a', 'a', 'a']))],
    ['sessions of one item each', viewsOf(...Array.from({ length: 500 }, (_, at) => [`film-${at % 9}`]))],
    ['50 events', viewsOf(...walks(13)).slice(0, 50)],
    ['items that are seen once', viewsOf(...Array.from({ length: 400 }, (_, at) => [`x-${at}`, `y-${at}`]))],
    ['a session of 5,000 among short ones', viewsOf(...walks(400), walks(1000, 3).flat())],
    ['time that runs backwards', backwards],
    ['one moment for all', viewsOf(...walks(400)).map((event) => ({ ...event, ts: 1_763_800_000_000 }))],
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
