import { basename, join } from 'node:path';
import { FreshetError, isSite } from '#libs/contracts';
import { openDuckDb, type DuckDb, type SqlValue } from '#libs/duckdb';
import { appendHistory, type AppendResult } from './append-history.js';
import { checkedBatches, openEventFile, type CheckedBatch } from './import-reader.js';
import { RejectsFile } from './import-rejects.js';
import type { ImportedEvent, RejectedRow } from './import-row.js';
import { importFormatOf, knownColumn, type ImportFormat, type ImportSource } from './import-source.js';
import { IMPORT_PREFIX } from './history-folder.js';
import type { TimestampUnit } from './import-timestamp.js';

interface ImportProgress {
  readonly rows: number;
  readonly bytesRead: number;
}

export interface ImportOptions {
  readonly site: string;
  /** FRESHET_DATA. */
  readonly dataFolder: string;
  /** Where refused rows are kept, as JSON lines; left out: `<dataFolder>/rejects/<site>-<file>-<hash>.jsonl`. */
  readonly rejectsFile?: string;
  /** Overrules what the timestamps look like: needed for milliseconds of a clock that starts at 0 only. */
  readonly unit?: TimestampUnit;
  /** Memory for the import's tables before they spill, `1GB` unless told. */
  readonly memoryLimit?: string;
  readonly onProgress?: (progress: ImportProgress) => void;
}

/** What became of each row: read = imported + duplicates + rejected. */
export interface ImportReport {
  readonly file: string;
  readonly site: string;
  readonly format: ImportFormat;
  /** Unit that all timestamps of the file were read in. */
  readonly unit: TimestampUnit;
  readonly read: number;
  readonly imported: number;
  /** Rows that the history held already. */
  readonly duplicates: number;
  readonly rejected: number;
  /** Columns of the file that an import has no use for. */
  readonly ignoredColumns: readonly string[];
  /** The first refused rows. */
  readonly rejects: readonly RejectedRow[];
  /** Where all refused rows are, null without any. */
  readonly rejectsFile: string | null;
  readonly sessions: number;
  readonly items: number;
  /** Time of the earliest and latest event of the file, milliseconds since 1970; null without any. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  /** Parquet files that appeared. */
  readonly files: number;
  readonly seconds: number;
}

const DEFAULT_MEMORY = '1GB';
/** Staged rows: what an event holds, and its line, which orders rows that are alike. */
const STAGED_COLUMNS =
  'line BIGINT, session VARCHAR, type VARCHAR, item VARCHAR, ts BIGINT, visitor VARCHAR, "user" VARCHAR, slate VARCHAR, ' +
  'position INTEGER, progress DOUBLE, "value" DOUBLE, quantity INTEGER, name VARCHAR, page VARCHAR, referrer VARCHAR';
const CELLS = [
  'session',
  'type',
  'item',
  'ts',
  'visitor',
  'user',
  'slate',
  'position',
  'progress',
  'value',
  'quantity',
  'name',
  'page',
  'referrer',
] as const satisfies readonly (keyof ImportedEvent)[];
/**
 * An event's id says what it is: the same row has the same id in whatever file, and rows that are alike are told apart by
 * their number among them. Control characters stand in no cell, so the hashed text is unambiguous. Events of a session that
 * happened at the same time count as received a millisecond apart, in the file's order: that is the order they are read in.
 */
const EVENTS_SQL = `
  CREATE TABLE imported AS
  SELECT * EXCLUDE (line),
    ts + row_number() OVER (PARTITION BY session, ts ORDER BY line) - 1 AS received_at,
    'i-' || md5(concat_ws(chr(31), session, coalesce(item, ''), ts, type,
      row_number() OVER (PARTITION BY session, item, ts, type ORDER BY line))) AS id
  FROM staged`;

/**
 * Adds a file's events to a site's history. Importing the same rows again, from whatever file, changes nothing; a file
 * appears as a whole once every row was read.
 * @throws FreshetError FRESHET_IMPORT_INVALID, FRESHET_SITE_UNKNOWN, FRESHET_HISTORY_UNREADABLE
 */
export async function importFile(file: string, options: ImportOptions): Promise<ImportReport> {
  if (!isSite(options.site)) {
    const message = `${JSON.stringify(options.site)} can't be a site: use 1 to 32 of a-z 0-9 -, not starting with -.`;
    throw new FreshetError('FRESHET_SITE_UNKNOWN', message);
  }
  await importFormatOf(file);
  const db = await openDuckDb({ memoryLimit: options.memoryLimit ?? DEFAULT_MEMORY });
  const rejects = new RejectsFile(join(options.dataFolder, 'rejects'));
  try {
    return await runImport(db, file, options, rejects);
  } finally {
    await rejects.discard();
    await db.close();
  }
}

async function runImport(
  db: DuckDb,
  file: string,
  options: ImportOptions,
  rejects: RejectsFile,
): Promise<ImportReport> {
  const startedMs = performance.now();
  const source = await openEventFile(db, file);
  const { unit, read } = await stage(db, source, options, rejects);
  const hash = (await source.contentHash()).slice(0, 16);
  const appended = await append(db, options, hash);
  const rejectsPath = options.rejectsFile ?? defaultRejectsPath(file, options, hash);
  const span = await spanOf(db);
  return {
    file,
    site: options.site,
    format: source.format,
    unit,
    read,
    imported: appended.written,
    duplicates: appended.duplicates,
    rejected: rejects.count,
    ignoredColumns: source.columns().filter((name) => knownColumn(name) === undefined),
    rejects: rejects.first,
    rejectsFile: await rejects.keepAs(rejectsPath),
    ...span,
    files: appended.files.length,
    seconds: (performance.now() - startedMs) / 1000,
  };
}

async function stage(
  db: DuckDb,
  source: ImportSource,
  { unit, onProgress }: ImportOptions,
  rejects: RejectsFile,
): Promise<{ unit: TimestampUnit; read: number }> {
  await db.run(`CREATE TABLE staged (${STAGED_COLUMNS})`);
  let read = 0;
  let decided: TimestampUnit = 'seconds';
  for await (const batch of checkedBatches(source, unit)) {
    await db.append('staged', columnsOf(batch));
    await rejects.add(batch.rejected);
    read += batch.events.length + batch.rejected.length;
    decided = batch.unit;
    onProgress?.({ rows: read, bytesRead: source.bytesRead() });
  }
  return { unit: decided, read };
}

function columnsOf({ events, lines }: CheckedBatch): (readonly SqlValue[])[] {
  return [lines, ...CELLS.map((cell) => events.map((event) => event[cell]))];
}

async function append(db: DuckDb, { dataFolder, site }: ImportOptions, hash: string): Promise<AppendResult> {
  await db.run(EVENTS_SQL);
  await db.run('DROP TABLE staged');
  const name = `${IMPORT_PREFIX}${hash}`;
  return appendHistory(db, { dataFolder, site, kind: 'events', source: 'imported', name, eachOnce: true });
}

function defaultRejectsPath(file: string, { dataFolder, site }: ImportOptions, hash: string): string {
  const name = basename(file).replaceAll(/[^\w.-]/g, '_');
  return join(dataFolder, 'rejects', `${site}-${name}-${hash.slice(0, 8)}.jsonl`);
}

async function spanOf(db: DuckDb): Promise<Pick<ImportReport, 'sessions' | 'items' | 'fromMs' | 'toMs'>> {
  const rows = await db.rows<Pick<ImportReport, 'sessions' | 'items' | 'fromMs' | 'toMs'>>(
    'SELECT count(DISTINCT session) AS sessions, count(DISTINCT item) AS items, ' +
      'min(ts) AS "fromMs", max(ts) AS "toMs" FROM imported',
  );
  return rows[0] ?? { sessions: 0, items: 0, fromMs: null, toMs: null };
}
