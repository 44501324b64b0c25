import { sep } from 'node:path';
import { sqlPaths, type DuckDb } from '#libs/duckdb';
import { historyFiles, kindFolder, type HistoryPlace } from './history-folder.js';
import {
  columnListOf,
  emptyRelationOf,
  firstReceivedOf,
  historyTableOf,
  type HistoryKind,
} from './history-schema.js';
import { withReadableFiles } from './readable-files.js';

export interface ReadHistoryOptions extends HistoryPlace {
  /** Reads what test batches sent instead of what visitors did. */
  readonly testBatches?: boolean;
}

/** What the views stand on. */
export interface History {
  /** Parquet files behind the views; none when nothing was ever archived or imported. */
  readonly files: readonly string[];
}

/**
 * Gives `read` two views of a site's history in `db`, columns as in HISTORY_COLUMNS:
 * `events`, each (session, id) once, and `slates`, each once; neither holds what was received before its session was
 * deleted. `read` may run twice, when files were merged meanwhile: it must begin anew. The views are gone afterwards.
 * @throws FreshetError FRESHET_HISTORY_UNREADABLE naming the file and what to do.
 */
export async function readHistory<T>(
  db: DuckDb,
  options: ReadHistoryOptions,
  read: (history: History) => Promise<T>,
): Promise<T> {
  const kinds = options.testBatches === true ? TEST_KINDS : KINDS;
  const list = async (): Promise<string[]> =>
    (await Promise.all(kinds.map((kind) => historyFiles(options, kind)))).flat();
  try {
    return await withReadableFiles(db, list, async (files) => {
      await createViews(db, options, kinds, files);
      return read({ files });
    });
  } finally {
    for (const kind of kinds) await db.run(`DROP VIEW IF EXISTS ${historyTableOf(kind)}`);
  }
}

const KINDS: readonly HistoryKind[] = ['deletions', 'events', 'slates'];
const TEST_KINDS: readonly HistoryKind[] = ['deletions', 'test-events', 'test-slates'];

async function createViews(
  db: DuckDb,
  place: HistoryPlace,
  kinds: readonly HistoryKind[],
  files: readonly string[],
): Promise<void> {
  for (const kind of kinds) {
    const folder = kindFolder(place, kind) + sep;
    const own = files.filter((file) => file.startsWith(folder));
    await db.run(`CREATE OR REPLACE VIEW ${historyTableOf(kind)} AS ${viewOf(kind, own)}`);
  }
}

function viewOf(kind: HistoryKind, files: readonly string[]): string {
  const once = `SELECT ${columnListOf(kind)} FROM ${historyRelation(kind, files)} ${firstReceivedOf(kind)}`;
  return kind === 'deletions'
    ? once
    : `SELECT * FROM (${once}) AS received WHERE ${notDeleted('received', 'deletions')}`;
}

/**
 * The rows of files as they stand, repeated ones included, in the kind's shape: columns go by name, and one that a file does
 * not have, because it was written before there was such a column, is null.
 */
export function historyRelation(kind: HistoryKind, files: readonly string[]): string {
  const empty = emptyRelationOf(kind);
  if (files.length === 0) return empty;
  const rows = `read_parquet(${sqlPaths(files)}, hive_partitioning = false, union_by_name = true)`;
  return `(FROM ${empty} UNION ALL BY NAME FROM ${rows})`;
}

/** SQL condition: the row's session has not been deleted since, by a relation of deletions. */
export function notDeleted(row: string, deletions: string): string {
  return (
    `NOT EXISTS (SELECT 1 FROM ${deletions} AS deletion WHERE deletion.session = ${row}.session ` +
    `AND deletion.received_at >= ${row}.received_at)`
  );
}
