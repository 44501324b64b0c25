import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EventRecord } from '#libs/contracts';
import { openDuckDb, sqlPath, sqlText, type DuckDb } from '#libs/duckdb';
import { eventRecord } from '#libs/testing';
import {
  HistoryWriter,
  compactDay,
  historyFiles,
  historyRowOf,
  readHistory,
  type WriteReport,
} from './index.js';

/** 2025-11-23T00:00:00Z */
const MIDNIGHT_MS = 1_763_856_000_000;

let dataFolder: string;
let db: DuckDb;
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'older-history-'));
  db = await openDuckDb({ threads: 1 });
});
afterEach(async () => {
  await db.close();
  await rm(dataFolder, { recursive: true, force: true });
});

function event(id: string, fields: Partial<EventRecord> = {}): EventRecord {
  return eventRecord({ id, ts: MIDNIGHT_MS, visitor: 'visitor-1', ...fields });
}

async function write(...events: EventRecord[]): Promise<WriteReport> {
  // A database of its own: it knows nothing of what was written before.
  const own = await openDuckDb({ threads: 1 });
  try {
    return await new HistoryWriter(own, { dataFolder }).write(events.map(historyRowOf));
  } finally {
    await own.close();
  }
}

/** Makes every file as it was before events had a user. */
async function takeUsersAway(): Promise<void> {
  for (const file of await files()) {
    const older = join(dirname(file), 'older.parquet');
    await db.run(
      `COPY (SELECT * EXCLUDE ("user") FROM read_parquet(${sqlPath(file)})) TO ${sqlText(older)} (FORMAT parquet)`,
    );
    await rename(older, file);
  }
}

function files(): Promise<string[]> {
  return historyFiles({ dataFolder, site: 'demo' }, 'events');
}

function users(): Promise<object[]> {
  const sql = 'SELECT id, visitor, "user" FROM events ORDER BY id';
  return readHistory(db, { dataFolder, site: 'demo' }, () => db.rows(sql));
}

describe('history that was written before events had a user', () => {
  const OLD = { id: 'event-01', visitor: 'visitor-1', user: null };
  const NEW = { id: 'event-02', visitor: 'visitor-1', user: 'hash-of-a-login' };

  beforeEach(async () => {
    await write(event(OLD.id));
    await takeUsersAway();
  });

  it('is read, alone and beside what came later', async () => {
    expect(await users()).toEqual([OLD]);
    await write(event(NEW.id, { user: NEW.user }));
    expect(await users()).toEqual([OLD, NEW]);
  });

  it('counts what it holds once when that arrives again', async () => {
    expect(await write(event(OLD.id), event(NEW.id))).toMatchObject({ written: 1, duplicates: 1 });
  });

  it('is merged with what came later, and keeps its rows', async () => {
    const later = ['event-02', 'event-03', 'event-04', 'event-05'].map((id) => ({ ...NEW, id }));
    for (const { id, user } of later) await write(event(id, { user }));
    const day = { dataFolder, site: 'demo', kind: 'events', day: '2025-11-23' } as const;
    expect(await compactDay(db, day, '2025-11-24')).toBe(5);
    expect(await files()).toHaveLength(1);
    expect(await users()).toEqual([OLD, ...later]);
  });
});
