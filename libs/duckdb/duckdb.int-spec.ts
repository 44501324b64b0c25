import { setImmediate as nextTurn } from 'node:timers/promises';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDuckDb, sqlPath, sqlPaths, sqlText, type DuckDb } from './index.js';

describe('DuckDB in memory', () => {
  let db: DuckDb;
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'duckdb-'));
    db = await openDuckDb({ memoryLimit: '256MB', threads: 1, tempFolder: join(folder, 'spill') });
  });
  afterEach(async () => {
    await db.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('keeps milliseconds and texts of any script exact, from a parameter to a row', async () => {
    const rows = await db.rows('SELECT $1 AS ts, typeof($1) AS type, $2 AS item, $3 AS nothing', [
      1_763_900_000_123,
      'фильм “Dune” 🎬',
      null,
    ]);
    expect(rows).toEqual([{ ts: 1_763_900_000_123, type: 'BIGINT', item: 'фильм “Dune” 🎬', nothing: null }]);
  });

  it('says what to do about a whole number that JavaScript would round', async () => {
    await expect(db.rows('SELECT 9007199254740993::BIGINT AS n')).rejects.toThrow(
      /cast the column to VARCHAR/,
    );
  });

  it('appends columns of more than a chunk and streams them back typed and in order', async () => {
    await db.run('CREATE TABLE seen (n INTEGER, ts BIGINT, share DOUBLE, item VARCHAR)');
    const numbers = Array.from({ length: 5000 }, (_, index) => index);
    await db.append('seen', [
      numbers,
      numbers.map((n) => 1_763_900_000_000 + n),
      numbers.map((n) => (n === 7 ? null : n / 2)),
      numbers.map((n) => (n === 8 ? null : `item-${n}`)),
    ]);
    const seen: unknown[][] = [];
    for await (const { rowCount, columns } of db.columns('FROM seen WHERE n >= $1', [1])) {
      expect(columns[0]).toBeInstanceOf(Int32Array);
      expect(columns[1]).toBeInstanceOf(Float64Array);
      for (let row = 0; row < rowCount; row += 1) seen.push(columns.map((column) => column[row]));
    }
    expect(seen).toHaveLength(4999);
    expect(seen[0]).toEqual([1, 1_763_900_000_001, 0.5, 'item-1']);
    expect(seen[6]?.[2]).toBeNaN();
    expect(seen[7]?.[3]).toBeNull();
    expect(seen.at(-1)?.[0]).toBe(4999);
  });

  it('refuses a null among whole numbers rather than reading it as zero', async () => {
    const read = async (): Promise<void> => {
      for await (const chunk of db.columns('SELECT NULL::INTEGER AS n')) expect(chunk).toBeUndefined();
    };
    await expect(read()).rejects.toThrow(/coalesce/);
  });

  it('may be read in part', async () => {
    for await (const { columns } of db.columns('SELECT range::INTEGER FROM range(100000)')) {
      expect(columns[0]?.[0]).toBe(0);
      break;
    }
    expect(await db.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('fails with what fails after the first chunks, whatever is done with those', async () => {
    const failing = "SELECT CASE WHEN range = 50000 THEN error('no 50000') ELSE range END FROM range(100000)";
    const read = async (): Promise<void> => {
      for await (const { rowCount } of db.columns(failing)) {
        expect(rowCount).toBeGreaterThan(0);
        await nextTurn();
      }
    };
    await expect(read()).rejects.toThrow('no 50000');
  });

  it('lets other statements run while a result is streamed', async () => {
    await db.run('CREATE TABLE copied (n INTEGER)');
    for await (const { columns } of db.columns('SELECT range::INTEGER FROM range(4096)')) {
      await db.append('copied', [Array.from(columns[0] as Int32Array)]);
    }
    expect(await db.rows('SELECT count(*) AS n FROM copied')).toEqual([{ n: 4096 }]);
  });

  it('reads and writes files whose path holds quotes, spaces and glob characters, and no other file', async () => {
    const odd = join(folder, "it's [a]*? {b} folder");
    await mkdir(odd);
    const file = join(odd, 'a b.parquet');
    await db.run(`COPY (SELECT 'dune' AS item) TO ${sqlText(file)} (FORMAT parquet)`);
    expect(await db.rows(`FROM read_parquet(${sqlPaths([file])})`)).toEqual([{ item: 'dune' }]);
    await expect(db.rows(`FROM read_parquet(${sqlPath(join(odd, '*.parquet'))})`)).rejects.toThrow(
      /No files/,
    );
  });

  it('names what was wrong with a statement', async () => {
    await expect(db.run('SELECT * FROM nowhere')).rejects.toThrow(/nowhere/);
  });
});
