import { access } from 'node:fs/promises';
import { FreshetError, messageOf } from '#libs/contracts';
import { sqlPath, type DuckDb } from '#libs/duckdb';

/** How DuckDB begins the message of a fault that a file can't have caused. */
const NOT_A_FILE = /^(Parser|Binder|Catalog|Conversion|Out of Memory|Constraint|Interrupt) /;
const DUCKDB_ERROR = /^[A-Z][A-Za-z ]+ Error|^Invalid |^TProtocolException/;

export interface ReadableFilesOptions {
  /** Goes on without a file that can't be read; left out, such a file is an error. */
  readonly onUnreadable?: (file: string, reason: string) => void;
}

/**
 * Runs a statement over listed files. When one of them has vanished in between (compaction, retention), it runs once more on
 * a fresh list; when one can't be read, the error names it.
 * @throws FreshetError FRESHET_HISTORY_UNREADABLE
 */
export async function withReadableFiles<T>(
  db: DuckDb,
  list: () => Promise<readonly string[]>,
  use: (files: readonly string[]) => Promise<T>,
  options: ReadableFilesOptions = {},
): Promise<T> {
  const leftOut = new Set<string>();
  for (let listedAnew = false; ;) {
    const files = (await list()).filter((file) => !leftOut.has(file));
    try {
      return await use(files);
    } catch (error) {
      if (!mayBeAFile(error)) throw error;
      const { vanished, unreadable } = await examine(db, files);
      if (unreadable.length > 0) {
        for (const { file, reason } of unreadable) leave(file, reason, leftOut, options, error);
      } else if (vanished && !listedAnew) {
        listedAnew = true;
      } else {
        throw error;
      }
    }
  }
}

function leave(
  file: string,
  reason: string,
  leftOut: Set<string>,
  { onUnreadable }: ReadableFilesOptions,
  cause: unknown,
): void {
  if (onUnreadable === undefined) throw unreadableError(file, reason, cause);
  onUnreadable(file, reason);
  leftOut.add(file);
}

function unreadableError(file: string, reason: string, cause: unknown): FreshetError {
  return new FreshetError(
    'FRESHET_HISTORY_UNREADABLE',
    `The history file ${file} can't be read: ${reason} Move it away, or put it back from a backup, and import what it held again.`,
    { cause, details: [{ file, reason }] },
  );
}

function mayBeAFile(error: unknown): boolean {
  if (error instanceof FreshetError) return false;
  const message = messageOf(error);
  return DUCKDB_ERROR.test(message) && !NOT_A_FILE.test(message);
}

interface Verdict {
  readonly vanished: boolean;
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
}

/** Reads every file to its end on its own: slow, but only after a failure, and a fault may be in the last page. */
async function examine(db: DuckDb, files: readonly string[]): Promise<Verdict> {
  let vanished = false;
  const unreadable: { file: string; reason: string }[] = [];
  for (const file of files) {
    if (!(await exists(file))) {
      vanished = true;
      continue;
    }
    const reason = await faultOf(db, file);
    if (reason !== undefined) unreadable.push({ file, reason });
  }
  return { vanished, unreadable };
}

async function faultOf(db: DuckDb, file: string): Promise<string | undefined> {
  try {
    await db.rows(
      `SELECT bit_xor(hash(h)) = 0 AS nothing FROM read_parquet(${sqlPath(file)}, hive_partitioning = false) h`,
    );
    return undefined;
  } catch (error) {
    // It may have vanished while it was looked at.
    return (await exists(file)) ? oneLine(messageOf(error)) : undefined;
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
