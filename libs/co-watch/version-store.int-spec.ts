import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeRejectedBy } from '#libs/testing';
import type { BuiltTables } from './build-tables.js';
import { tablesFromEvents, viewsOf } from './events.fixture.js';
import type { PublishGate } from './publish-gate.js';
import { VersionStore } from './version-store.js';

const NOW_MS = 1_763_900_000_000;
const noteAt = (second: number) => ({ builtAtMs: NOW_MS + second * 1000, seconds: 1.5 });

describe('VersionStore', () => {
  let built: BuiltTables[];
  let empty: BuiltTables;
  let dataFolder: string;
  let store: VersionStore;
  const tablesAt = (at: number): BuiltTables => built[at] ?? empty;
  const version = (at: number): string => tablesAt(at).manifest.version;
  const siteFolder = (): string => join(dataFolder, 'tables', 'demo');

  beforeAll(async () => {
    const histories = [0, 1, 2, 3].map((more) =>
      viewsOf(['a', 'b'], ...Array.from({ length: more }, () => ['b', 'c'])),
    );
    built = [];
    for (const history of histories) built.push(await tablesFromEvents(history));
    empty = await tablesFromEvents([]);
  });
  beforeEach(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'versions-'));
    store = new VersionStore({ dataFolder });
  });
  afterEach(() => rm(dataFolder, { recursive: true, force: true }));

  async function addAll(): Promise<void> {
    for (const [at, tables] of built.entries()) await store.add(tables, noteAt(at));
  }

  it('reads back, byte by byte, what was built', async () => {
    const tables = tablesAt(0);
    await store.add(tables, noteAt(0));
    const opened = await store.open('demo', version(0));
    expect(opened.manifest).toEqual(tables.manifest);
    expect(new Map(opened.arrays)).toEqual(new Map(tables.arrays));
  });

  it('writes the same files for the same history, whenever it was built', async () => {
    const readAll = async (): Promise<[string, string][]> => {
      const names = (await readdir(join(siteFolder(), version(0))))
        .filter((name) => name !== 'build.json')
        .sort();
      return Promise.all(
        names.map(async (name): Promise<[string, string]> => [
          name,
          await readFile(join(siteFolder(), version(0), name), 'base64'),
        ]),
      );
    };
    await store.add(tablesAt(0), noteAt(0));
    const first = await readAll();
    await rm(siteFolder(), { recursive: true });
    await store.add(await tablesFromEvents(viewsOf(['a', 'b']).toReversed(), { threads: 3 }), noteAt(99));
    expect(await readAll()).toEqual(first);
  });

  it('serves nothing before something is published', async () => {
    await addAll();
    expect(await store.currentVersion('demo')).toBeNull();
    expect(await store.currentVersion('another')).toBeNull();
  });

  it('publishes the version built last, or the one that is named', async () => {
    await addAll();
    expect(await store.publish('demo', NOW_MS)).toMatchObject({ version: version(3), replaced: null });
    expect(await store.publish('demo', NOW_MS, { version: version(2) })).toMatchObject({
      version: version(2),
      replaced: version(3),
    });
    expect(await store.currentVersion('demo')).toBe(version(2));
  });

  it('takes a version that is built again for the one built last', async () => {
    await addAll();
    await store.add(tablesAt(1), noteAt(60));
    expect((await store.list('demo')).map((entry) => entry.version)[0]).toBe(version(1));
  });

  it('rolls back step by step, and says when there is nothing before', async () => {
    await addAll();
    await expect(store.rollback('demo', NOW_MS)).rejects.toThrow(/has published nothing/);
    for (const at of [0, 1, 2]) await store.publish('demo', NOW_MS, { version: version(at) });
    expect(await store.rollback('demo', NOW_MS)).toEqual({ version: version(1), replaced: version(2) });
    expect(await store.rollback('demo', NOW_MS)).toEqual({ version: version(0), replaced: version(1) });
    await expect(store.rollback('demo', NOW_MS)).rejects.toThrow(/nothing to roll back to/);
    expect(await store.currentVersion('demo')).toBe(version(0));
  });

  it('does not roll back to what can no longer be read', async () => {
    await addAll();
    for (const at of [0, 1]) await store.publish('demo', NOW_MS, { version: version(at) });
    await truncate(join(siteFolder(), version(0), 'neighbours.u32'), 2);
    expect(await codeRejectedBy(store.rollback('demo', NOW_MS))).toBe('FRESHET_TABLES_CORRUPT');
    expect(await store.currentVersion('demo')).toBe(version(1));
  });

  it('removes what is older than it keeps, never what serves, what served before or what was built last', async () => {
    const kept = async (): Promise<string[]> => (await store.list('demo')).map((entry) => entry.version);
    store = new VersionStore({ dataFolder, keepVersions: 2 });
    await store.add(tablesAt(0), noteAt(0));
    await store.publish('demo', NOW_MS);
    await store.add(tablesAt(1), noteAt(1));
    await store.publish('demo', NOW_MS);
    await store.add(tablesAt(2), noteAt(2));
    expect(await kept()).toEqual([version(2), version(1), version(0)]);
    await store.add(tablesAt(3), noteAt(3));
    expect(await kept()).toEqual([version(3), version(1), version(0)]);
    await store.publish('demo', NOW_MS);
    expect(await kept()).toEqual([version(3), version(1)]);
    const entries = await store.list('demo');
    expect(entries.map(({ current, previous }) => [current, previous])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect((await store.rollback('demo', NOW_MS)).version).toBe(version(1));
  });

  it('keeps what somebody else relies on, and everything where nobody can tell', async () => {
    let reliedOn: ReadonlySet<string> | null = null;
    store = new VersionStore({ dataFolder, keepVersions: 1, reliedOn: () => Promise.resolve(reliedOn) });
    const kept = async (): Promise<string[]> => (await store.list('demo')).map((entry) => entry.version);
    for (const at of [0, 1, 2]) await store.add(tablesAt(at), noteAt(at));
    expect(await kept()).toEqual([version(2), version(1), version(0)]);
    reliedOn = new Set([version(0)]);
    await store.add(tablesAt(3), noteAt(3));
    expect(await kept()).toEqual([version(3), version(0)]);
  });

  it('refuses tables of nothing, unless it is told to', async () => {
    await store.add(empty, noteAt(0));
    expect(await codeRejectedBy(store.publish('demo', NOW_MS))).toBe('FRESHET_PUBLISH_REFUSED');
    expect(await store.currentVersion('demo')).toBeNull();
    await store.publish('demo', NOW_MS, { force: true });
    expect(await store.currentVersion('demo')).toBe(empty.manifest.version);
  });

  it('refuses with every reason that a gate gives, and asks no other gate then', async () => {
    await addAll();
    const gates: PublishGate[] = [
      () => Promise.resolve({ objections: [], comparison: null }),
      () => ({ objections: ['worse by 3 %', 'too old'], comparison: null }),
      () => {
        throw new Error('asked in vain');
      },
    ];
    await expect(store.publish('demo', NOW_MS, { gates })).rejects.toMatchObject({
      code: 'FRESHET_PUBLISH_REFUSED',
      options: { details: ['worse by 3 %', 'too old'] },
    });
    expect(await store.currentVersion('demo')).toBeNull();
  });

  it('publishes nothing over what began to serve while a gate was at work', async () => {
    await addAll();
    await store.publish('demo', NOW_MS, { version: version(0) });
    const slow: PublishGate = async () => {
      await store.publish('demo', NOW_MS, { version: version(1) });
      return { objections: [], comparison: null };
    };
    await expect(store.publish('demo', NOW_MS, { version: version(2), gates: [slow] })).rejects.toMatchObject(
      {
        code: 'FRESHET_PUBLISH_REFUSED',
        message: expect.stringContaining(`${version(1)} began to serve`) as string,
      },
    );
    expect(await store.currentVersion('demo')).toBe(version(1));
  });

  it('keeps how each version came through the gate', async () => {
    await addAll();
    const history = async (): Promise<unknown[]> => {
      const { history } = JSON.parse(await readFile(join(siteFolder(), 'current'), 'utf8')) as {
        history: { gate?: { verdict: string; why: string | null } }[];
      };
      return history.map(({ gate }) => (gate ? [gate.verdict, gate.why] : null));
    };
    const shy: PublishGate = () => ({ objections: [], comparison: null, notCompared: 'too few cases' });
    await store.publish('demo', NOW_MS, { version: version(0), gates: [shy] });
    await store.publish('demo', NOW_MS, { version: version(1), force: true });
    expect((await store.publish('demo', NOW_MS, { version: version(1) })).gate.verdict).toBe('unchanged');
    await store.rollback('demo', NOW_MS);
    expect(await history()).toEqual([
      null,
      ['forced', 'the gate was not asked'],
      ['not-compared', 'too few cases'],
    ]);
  });

  it('never publishes what can not be read, forced or not', async () => {
    await store.add(tablesAt(0), noteAt(0));
    await appendFile(join(siteFolder(), version(0), 'neighbours.u32'), 'more');
    const publish = store.publish('demo', NOW_MS, { version: version(0), force: true });
    expect(await codeRejectedBy(publish)).toBe('FRESHET_TABLES_CORRUPT');
    expect(await codeRejectedBy(store.publish('demo', NOW_MS, { version: 'never-built' }))).toBe(
      'FRESHET_TABLES_MISSING',
    );
    expect(await codeRejectedBy(store.publish('other', NOW_MS))).toBe('FRESHET_TABLES_MISSING');
  });

  it('notices one changed byte in any file, and names the file', async () => {
    await store.add(tablesAt(0), noteAt(0));
    const folder = join(siteFolder(), version(0));
    const files = (await readdir(folder)).filter((name) => name !== 'build.json');
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const whole = await readFile(join(folder, file));
      if (whole.length === 0) continue;
      const changed = Buffer.from(whole);
      const at = Math.floor(whole.length / 2);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await writeFile(join(folder, file), changed);
      await expect(store.open('demo', version(0)), file).rejects.toMatchObject({
        code: 'FRESHET_TABLES_CORRUPT',
        message: expect.stringContaining(file) as string,
      });
      await writeFile(join(folder, file), whole);
    }
    await store.open('demo', version(0));
  });

  it('notices a file that is gone, and builds it again over the ruin', async () => {
    await store.add(tablesAt(0), noteAt(0));
    await rm(join(siteFolder(), version(0), 'items.u8'));
    await expect(store.open('demo', version(0))).rejects.toThrow(/items\.u8 can't be opened/);
    await store.add(tablesAt(0), noteAt(1));
    await store.open('demo', version(0));
  });

  it('does not see a version that is only half written', async () => {
    await mkdir(join(siteFolder(), '.unfinished-1'), { recursive: true });
    await mkdir(join(siteFolder(), version(1)));
    await writeFile(join(siteFolder(), version(1), 'neighbours.u32'), 'half');
    expect(await codeRejectedBy(store.publish('demo', NOW_MS))).toBe('FRESHET_TABLES_MISSING');
    expect(await store.currentVersion('demo')).toBeNull();
  });

  it('says so when the pointer is not readable, and publishing writes it anew', async () => {
    await addAll();
    await writeFile(join(siteFolder(), 'current'), '{"version":');
    expect(await codeRejectedBy(store.currentVersion('demo'))).toBe('FRESHET_TABLES_CORRUPT');
    await store.publish('demo', NOW_MS, { version: version(2) });
    expect(await store.currentVersion('demo')).toBe(version(2));
  });

  it('leaves no trace of writing', async () => {
    await addAll();
    await store.publish('demo', NOW_MS, { version: version(1) });
    const names = await readdir(siteFolder());
    expect(names.filter((name) => name.startsWith('.') || name.includes('unfinished'))).toEqual([]);
  });
});
