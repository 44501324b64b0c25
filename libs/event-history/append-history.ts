import { randomUUID } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sqlText, type DuckDb } from '#libs/duckdb';
import {
  dayFolder,
  dayOfPath,
  historyFiles,
  placeFiles,
  withUnfinishedFolder,
  type FileMove,
  type HistoryPlace,
} from './history-folder.js';
import { columnListOf, dayExpressionOf, firstReceivedOf, type HistoryKind } from './history-schema.js';
import { historyRelation } from './open-history.js';
import { withReadableFiles, type ReadableFilesOptions } from './readable-files.js';

export interface HistoryAppend extends HistoryPlace, ReadableFilesOptions {
  readonly kind: HistoryKind;
  /** A table, view or subquery in parentheses with the columns of the kind, or more. */
  readonly source: string;
  /** Begins the names of the new files; a file that already has the name stays as it is. */
  readonly name: string;
  /** The source holds no (session, id) twice, which saves looking for it. */
  readonly eachOnce?: boolean;
  /** Narrows the search for rows that are there already: says which days need one. Left out: every day of the rows. */
  readonly daysToSearch?: (fresh: string, days: readonly string[]) => Promise<readonly string[]>;
  /** Told the table of the rows that have appeared, and the files that hold them. */
  readonly placed?: (fresh: string, files: readonly string[]) => Promise<void>;
}

export interface AppendResult {
  readonly written: number;
  /** Rows left out because their (session, id) is in the source twice or in the history of their day already. */
  readonly duplicates: number;
  readonly files: readonly string[];
}

/**
 * Adds rows to a site's history, a file a day, each (session, id) once. All files are whole and on the disk before the
 * first appears. Resolving means that they survive a crash of the machine.
 * @throws FreshetError FRESHET_HISTORY_UNREADABLE when a file of the same day can't be read.
 */
export async function appendHistory(db: DuckDb, append: HistoryAppend): Promise<AppendResult> {
  const fresh = `fresh_${randomUUID().replaceAll('-', '')}`;
  try {
    const read = await stageOnce(db, append, fresh);
    await removeKnown(db, append, fresh);
    const written = await countOf(db, fresh);
    const files = written === 0 ? [] : await write(db, append, fresh);
    return { written, duplicates: read - written, files };
  } finally {
    await db.run(`DROP TABLE IF EXISTS ${fresh}`);
  }
}

async function stageOnce(
  db: DuckDb,
  { kind, source, eachOnce }: HistoryAppend,
  fresh: string,
): Promise<number> {
  await db.run(
    `CREATE TABLE ${fresh} AS SELECT ${columnListOf(kind)}, ${dayExpressionOf(kind)} AS day ` +
      `FROM ${source} ${eachOnce === true ? '' : firstReceivedOf(kind)}`,
  );
  return countOf(db, source);
}

async function removeKnown(db: DuckDb, append: HistoryAppend, fresh: string): Promise<void> {
  const days = await daysOf(db, fresh);
  const searched = append.daysToSearch === undefined ? days : await append.daysToSearch(fresh, days);
  await withReadableFiles(
    db,
    () => historyFiles(append, append.kind, searched),
    async (files) => {
      if (files.length === 0) return;
      await db.run(
        `DELETE FROM ${fresh} WHERE EXISTS (SELECT 1 FROM ${historyRelation(append.kind, files)} AS known ` +
          `WHERE known.session = ${fresh}.session AND known.id = ${fresh}.id)`,
      );
    },
    append,
  );
}

async function write(db: DuckDb, append: HistoryAppend, fresh: string): Promise<string[]> {
  return withUnfinishedFolder(append, async (folder) => {
    await writeDays(db, append.kind, fresh, folder);
    const moves = await movesOf(append, folder);
    await placeFiles(moves);
    const files = moves.map(({ to }) => to);
    await append.placed?.(fresh, files);
    return files;
  });
}

/** Days written by one statement: each holds buffers of its own until the statement ends. */
const DAYS_AT_ONCE = 64;

/** Writes the rows of a table that has a `day` column as `day=…/*.parquet`, sorted so that sessions compress well. */
async function writeDays(db: DuckDb, kind: HistoryKind, table: string, folder: string): Promise<void> {
  const days = await daysOf(db, table);
  for (let from = 0; from < days.length; from += DAYS_AT_ONCE) {
    const slice = days.slice(from, from + DAYS_AT_ONCE);
    // A folder of its own for each slice: DuckDB doesn't write into one that has files.
    const target = join(folder, 'days', String(from));
    await mkdir(target, { recursive: true });
    await db.run(
      `COPY (SELECT ${columnListOf(kind)}, day FROM ${table} WHERE day BETWEEN $1 AND $2 ` +
        `ORDER BY day, session, received_at, id) ` +
        `TO ${sqlText(target)} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (day))`,
      [slice[0] ?? '', slice.at(-1) ?? ''],
    );
  }
}

async function movesOf(append: HistoryAppend, folder: string): Promise<FileMove[]> {
  const moves: FileMove[] = [];
  const taken = new Set<string>();
  const written = await readdir(join(folder, 'days'), { recursive: true });
  for (const file of written.filter((name) => name.endsWith('.parquet')).sort()) {
    const day = dayOfPath(file);
    for (const present of await historyFiles(append, append.kind, [day])) taken.add(present);
    const to = freePath(dayFolder(append, append.kind, day), append.name, taken);
    moves.push({ from: join(folder, 'days', file), to });
  }
  return moves;
}

function freePath(folder: string, name: string, taken: Set<string>): string {
  for (let number = 1; ; number += 1) {
    const path = join(folder, number === 1 ? `${name}.parquet` : `${name}-${number}.parquet`);
    if (taken.has(path)) continue;
    taken.add(path);
    return path;
  }
}

/** @returns the days in a table that has a `day` column, oldest first. */
async function daysOf(db: DuckDb, table: string): Promise<string[]> {
  const rows = await db.rows<{ day: string }>(`SELECT DISTINCT day FROM ${table} ORDER BY day`);
  return rows.map(({ day }) => day);
}

async function countOf(db: DuckDb, relation: string): Promise<number> {
  const rows = await db.rows<{ count: number }>(`SELECT count(*) AS count FROM ${relation}`);
  return rows[0]?.count ?? 0;
}
