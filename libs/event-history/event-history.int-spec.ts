import { mkdir, mkdtemp, readFile, readdir, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionLogRecord, SlateRecord } from '#libs/contracts';
import { openDuckDb, type DuckDb } from '#libs/duckdb';
import { eventRecord, tombstone } from '#libs/testing';
import {
  HistoryWriter,
  compactDay,
  historyFiles,
  historyRowOf,
  historySites,
  importFile,
  readHistory,
  removeDaysBefore,
  removeDeletedSessions,
  removeUnfinished,
  type HistoryKind,
  type WriteReport,
} from './index.js';

const DAY_MS = 86_400_000;
/** 2025-11-23T00:00:00Z */
const MIDNIGHT_MS = 1_763_856_000_000;
const DAY = '2025-11-23';

let dataFolder: string;
let db: DuckDb;
let writer: HistoryWriter;
let unreadable: string[];
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "history's [a]* "));
  db = await openDuckDb({ threads: 1 });
  unreadable = [];
  writer = newWriter(db);
});
afterEach(async () => {
  await db.close();
  await rm(dataFolder, { recursive: true, force: true });
});

function newWriter(own: DuckDb): HistoryWriter {
  return new HistoryWriter(own, { dataFolder, onUnreadable: (file) => unreadable.push(file) });
}

function write(...records: (SessionLogRecord | SlateRecord)[]): Promise<WriteReport> {
  return writer.write(records.map(historyRowOf));
}

function place(site = 'demo'): { dataFolder: string; site: string } {
  return { dataFolder, site };
}

function files(kind: HistoryKind = 'events', site = 'demo'): Promise<string[]> {
  return historyFiles(place(site), kind);
}

async function read(sql: string, { site = 'demo', testBatches = false } = {}): Promise<object[]> {
  return readHistory(db, { ...place(site), testBatches }, () => db.rows(sql));
}

async function ids(options?: { site?: string; testBatches?: boolean }): Promise<unknown[]> {
  const rows = await read('SELECT id FROM events ORDER BY id', options);
  return rows.map((row) => (row as { id: string }).id);
}

function slate(fields: Partial<SlateRecord> = {}): SlateRecord {
  return {
    type: 'slate',
    site: 'demo',
    session: 'session-1',
    id: 'slate-0001',
    receivedAt: MIDNIGHT_MS,
    strategy: 'session',
    items: ['dune', 'a "quoted" one'],
    tables: null,
    experiments: { button: 'green' },
    experimentsRevision: '3f2a',
    degraded: [],
    ...fields,
  };
}

describe('the event history', () => {
  it('keeps every field of an event, in a folder of its UTC day', async () => {
    const event = eventRecord({
      type: 'purchase',
      item: 'dune “2” 🎬',
      ts: MIDNIGHT_MS - 1,
      receivedAt: MIDNIGHT_MS + 7,
      visitor: 'visitor-1',
      user: 'hash-of-a-login',
      slate: 'slate-0001',
      position: 3,
      progress: 0.25,
      value: 9.99,
      quantity: 2,
      page: 'https://shop.example/dune',
      referrer: 'https://search.example/',
    });
    await write(event);
    const { site, receivedAt, ...fields } = event;
    expect(site).toBe('demo');
    expect(await read('FROM events')).toEqual([{ ...fields, received_at: receivedAt, name: null }]);
    expect(await readdir(join(dataFolder, 'history/demo/events'))).toEqual(['day=2025-11-22']);
  });

  it('keeps slates, their lists and their experiments', async () => {
    await write(slate(), slate());
    expect(
      await read("SELECT items, degraded, tables, experiments->>'button' AS button FROM slates"),
    ).toEqual([{ items: ['dune', 'a "quoted" one'], degraded: [], tables: null, button: 'green' }]);
  });

  it('counts an event once, within a batch, across batches, days and writers', async () => {
    const event = eventRecord({ ts: MIDNIGHT_MS });
    expect(await write(event, event)).toMatchObject({ written: 1, duplicates: 1 });
    expect(await write(event)).toMatchObject({ written: 0, duplicates: 1, days: [] });
    const late = { ...event, ts: event.ts + DAY_MS, receivedAt: event.receivedAt + 1 };
    await write(late);
    const other = await openDuckDb({ threads: 1 });
    const rows = [event, late].map(historyRowOf);
    expect(await newWriter(other).write(rows)).toMatchObject({ written: 0, duplicates: 2 });
    await other.close();
    expect(await read('SELECT ts FROM events')).toEqual([{ ts: event.ts }]);
  });

  it('knows the rows that another writer added since, also when it has not seen their file', async () => {
    const [first, second] = [eventRecord({ ts: MIDNIGHT_MS }), eventRecord({ ts: MIDNIGHT_MS })];
    await write(first);
    const other = await openDuckDb({ threads: 1 });
    await newWriter(other).write([second].map(historyRowOf));
    await other.close();
    expect(await write(second)).toMatchObject({ written: 0, duplicates: 1 });
  });

  it('keeps sites, and test batches, apart', async () => {
    await write(
      eventRecord({ id: 'event-of-demo' }),
      eventRecord({ id: 'event-of-shop', site: 'shop' }),
      eventRecord({ id: 'event-of-test', test: true }),
      slate({ test: true }),
    );
    expect(await ids()).toEqual(['event-of-demo']);
    expect(await ids({ site: 'shop' })).toEqual(['event-of-shop']);
    expect(await ids({ testBatches: true })).toEqual(['event-of-test']);
    expect(await read('FROM slates')).toEqual([]);
    expect(await read('SELECT id FROM slates', { testBatches: true })).toHaveLength(1);
    expect(await historySites(dataFolder)).toEqual(['demo', 'shop']);
  });

  it('is empty, not missing, for a site that has none', async () => {
    expect(await read('FROM events', { site: 'nobody' })).toEqual([]);
    expect(await read('FROM slates', { site: 'nobody' })).toEqual([]);
    expect(await historySites(dataFolder)).toEqual([]);
  });

  it('refuses a record that would not fit its columns before it can stop others', () => {
    const misfits: object[] = [{ ts: 1.5 }, { ts: 1e15 }, { position: 2 ** 40 }, { page: 5 }, { value: '5' }];
    for (const misfit of misfits) {
      expect(() => historyRowOf({ ...eventRecord(), ...misfit })).toThrow(/can't be archived/);
    }
  });
});

describe('a deleted session', () => {
  it('is gone for readers at once, and from the files once they are rewritten', async () => {
    const session = { session: 'session-to-forget' };
    const before = eventRecord({ ...session, ts: MIDNIGHT_MS, receivedAt: MIDNIGHT_MS + 1 });
    const after = eventRecord({ ...session, ts: MIDNIGHT_MS, receivedAt: MIDNIGHT_MS + 9 });
    const other = eventRecord({ ts: MIDNIGHT_MS });
    await write(before, after, other, slate({ ...session }));
    await write(tombstone({ ...session, receivedAt: MIDNIGHT_MS + 5 }));
    expect(await ids()).toEqual([after.id, other.id].sort());
    expect(await read('FROM slates')).toEqual([]);

    expect(await removeDeletedSessions(db, place())).toBe(2);
    const held = await Promise.all((await files()).map((file) => readFile(file, 'latin1')));
    expect(held.join('')).not.toContain(before.id);
    expect(await ids()).toEqual([after.id, other.id].sort());
    expect(await removeDeletedSessions(db, place())).toBe(0);
  });

  it('does not come back by importing what it did again', async () => {
    const path = join(dataFolder, 'old.csv');
    await writeFile(path, 'session,item,timestamp\nsession-old,dune,1000\nsession-new,heat,1000\n');
    await importFile(path, place());
    await write(tombstone({ session: 'session-old' }));
    await removeDeletedSessions(db, place());
    await importFile(path, place());
    expect(await read('SELECT session FROM events')).toEqual([{ session: 'session-new' }]);
  });
});

describe('merging files', () => {
  const today = DAY;
  const at = { kind: 'events', day: DAY } as const;

  async function writeFiles(count: number): Promise<void> {
    for (let file = 0; file < count; file += 1) await write(eventRecord({ ts: MIDNIGHT_MS }));
  }

  it('turns many small files of a day into one that holds the same', async () => {
    await writeFiles(16);
    const before = await ids();
    expect(await compactDay(db, { ...place(), ...at }, today)).toBe(16);
    expect(await files()).toHaveLength(1);
    expect(await ids()).toEqual(before);
    expect(before).toHaveLength(16);
  });

  it('leaves few files alone, and imported ones', async () => {
    await writeFiles(3);
    const path = join(dataFolder, 'day.csv');
    await writeFile(path, `session,item,timestamp\ns,dune,${MIDNIGHT_MS / 1000}\n`);
    await importFile(path, place());
    expect(await compactDay(db, { ...place(), ...at }, today)).toBe(0);
    expect(await files()).toHaveLength(4);
  });

  it('is not seen by a reader whose files vanish while it reads', async () => {
    await writeFiles(16);
    const before = await ids();
    let runs = 0;
    const seen = await readHistory(db, place(), async () => {
      runs += 1;
      if (runs === 1) await compactDay(db, { ...place(), ...at }, today);
      return db.rows<{ id: string }>('SELECT id FROM events ORDER BY id');
    });
    expect(runs).toBe(2);
    expect(seen.map(({ id }) => id)).toEqual(before);
  });

  it('that was cut short after the new file appeared counts nothing twice', async () => {
    await writeFiles(16);
    const [first = ''] = await files();
    const kept = await readFile(first);
    const before = await ids();
    await compactDay(db, { ...place(), ...at }, today);
    await writeFile(first, kept);
    expect(await ids()).toEqual(before);
  });
});

describe('what is wrong in the folder', () => {
  it('a file that was cut off is named, with what to do, and stops no writer', async () => {
    await write(eventRecord({ ts: MIDNIGHT_MS }));
    await write(eventRecord({ ts: MIDNIGHT_MS }));
    const [file = ''] = await files();
    await truncate(file, 100);
    const reading = read('FROM events');
    await expect(reading).rejects.toMatchObject({ code: 'FRESHET_HISTORY_UNREADABLE' });
    await expect(reading).rejects.toThrow(file);
    await expect(reading).rejects.toThrow(/Move it away/);

    const fresh = newWriter(db);
    expect(await fresh.write([historyRowOf(eventRecord({ ts: MIDNIGHT_MS }))])).toMatchObject({ written: 1 });
    expect(unreadable).toEqual([file]);
    await rename(file, `${file}.away`);
    expect(await ids()).toHaveLength(2);
  });

  it('damage inside a file is found too, and a mistake of the query is not blamed on a file', async () => {
    await write(...Array.from({ length: 2000 }, () => eventRecord({ ts: MIDNIGHT_MS })));
    const [file = ''] = await files();
    const bytes = await readFile(file);
    bytes.fill(0xff, 60, bytes.length / 2);
    await writeFile(file, bytes);
    await expect(read('SELECT max(hash(e)) FROM events e')).rejects.toMatchObject({
      code: 'FRESHET_HISTORY_UNREADABLE',
    });
    await expect(read('SELECT nothing FROM events')).rejects.toThrow(/Binder Error/);
  });

  it('what a killed writer left unfinished is never read, and removed when it is old', async () => {
    await write(eventRecord({ ts: MIDNIGHT_MS }));
    const left = join(dataFolder, 'history/demo/.unfinished/left/days/day=2025-11-23');
    await mkdir(left, { recursive: true });
    await writeFile(join(left, 'data_0.parquet'), 'half');
    expect(await ids()).toHaveLength(1);
    const folder = join(dataFolder, 'history/demo/.unfinished/left');
    await utimes(folder, MIDNIGHT_MS / 1000, MIDNIGHT_MS / 1000);
    await removeUnfinished(place(), MIDNIGHT_MS + 1000, DAY_MS);
    expect(await readdir(join(dataFolder, 'history/demo/.unfinished'))).toEqual(['left']);
    await removeUnfinished(place(), MIDNIGHT_MS + 2 * DAY_MS, DAY_MS);
    expect(await readdir(join(dataFolder, 'history/demo/.unfinished'))).toEqual([]);
  });
});

describe('retention', () => {
  it('removes days before the first one kept, and leaves imported files and deletions', async () => {
    await write(
      eventRecord({ id: 'event-old', ts: MIDNIGHT_MS - DAY_MS }),
      eventRecord({ id: 'event-kept', ts: MIDNIGHT_MS }),
      tombstone({ receivedAt: MIDNIGHT_MS - 2 * DAY_MS }),
    );
    const path = join(dataFolder, 'old.csv');
    await writeFile(path, 'session,item,timestamp\ns,dune,1000\n');
    await importFile(path, place());
    expect(await removeDaysBefore(place(), DAY)).toEqual(['2025-11-22']);
    expect(await ids()).toEqual(['event-kept', expect.stringMatching(/^i-/)]);
    expect(await files('deletions')).toHaveLength(1);
    expect(await removeDaysBefore(place(), DAY)).toEqual([]);
  });
});
