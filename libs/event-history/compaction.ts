import { createHash } from 'node:crypto';
import { access, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sqlText, type DuckDb } from '#libs/duckdb';
import {
  IMPORT_PREFIX,
  historyDays,
  historyFiles,
  placeFiles,
  withUnfinishedFolder,
  type HistoryDay,
  type HistoryPlace,
} from './history-folder.js';
import { HISTORY_KINDS, columnListOf, firstReceivedOf, type HistoryKind } from './history-schema.js';
import { historyRelation, notDeleted } from './open-history.js';
import { withReadableFiles, type ReadableFilesOptions } from './readable-files.js';

export interface HistoryFile {
  readonly path: string;
  readonly bytes: number;
}

/** Files of like size that are merged while their day lasts: each row is then rewritten once per tier, not once per merge. */
const MERGE_FILES = 16;
const SMALLEST_TIER_BYTES = 64 * 1024;
/** Files that a day which is over may keep: late events are no reason to rewrite it each time. */
const FINISHED_DAY_FILES_MAX = 4;

/**
 * @returns the files of a day to merge into one now; none when there is nothing to gain. While the day lasts, those of the
 * smallest tier (up to 64 KiB, 1 MiB, 16 MiB, …) that has 16 of them; afterwards all. Imported files stay as they are.
 */
export function chooseFilesToMerge(files: readonly HistoryFile[], isDayOver: boolean): string[] {
  const archived = files.filter(({ path }) => !isImported(path));
  if (isDayOver) return archived.length > FINISHED_DAY_FILES_MAX ? archived.map(({ path }) => path) : [];
  const tiers = new Map<number, string[]>();
  for (const { path, bytes } of archived) {
    const tier = Math.max(0, Math.ceil(Math.log(bytes / SMALLEST_TIER_BYTES) / Math.log(MERGE_FILES)));
    tiers.set(tier, [...(tiers.get(tier) ?? []), path]);
  }
  const full = [...tiers].filter(([, paths]) => paths.length >= MERGE_FILES).sort(([a], [b]) => a - b);
  return full[0]?.[1] ?? [];
}

function isImported(path: string): boolean {
  return basename(path).startsWith(IMPORT_PREFIX);
}

/**
 * Merges files of a day where that pays. Readers meanwhile see the old files, both or the new one, which is the same to them.
 * @param today YYYY-MM-DD in UTC.
 * @returns how many files were merged.
 */
export async function compactDay(
  db: DuckDb,
  at: HistoryDay,
  today: string,
  options: ReadableFilesOptions = {},
): Promise<number> {
  let merged = 0;
  const choose = async (): Promise<string[]> =>
    chooseFilesToMerge(await sizesOf(await historyFiles(at, at.kind, [at.day])), at.day < today);
  await withReadableFiles(
    db,
    choose,
    async (files) => {
      if (files.length < 2) return;
      await rewrite(db, at, at.kind, files);
      merged = files.length;
    },
    options,
  );
  return merged;
}

/**
 * Rewrites the files that hold rows of deleted sessions without these rows.
 * @returns how many files were rewritten.
 */
export async function removeDeletedSessions(
  db: DuckDb,
  place: HistoryPlace,
  options: ReadableFilesOptions = {},
): Promise<number> {
  if ((await historyFiles(place, 'deletions')).length === 0) return 0;
  let rewritten = 0;
  for (const kind of HISTORY_KINDS.filter((other) => other !== 'deletions')) {
    for (const day of await historyDays(place, kind)) {
      const found = await withReadableFiles(
        db,
        () => historyFiles(place, kind, [day]),
        (files) => filesWithDeleted(db, place, kind, files),
        options,
      );
      for (const file of found) await rewrite(db, place, kind, [file]);
      rewritten += found.length;
    }
  }
  return rewritten;
}

async function filesWithDeleted(
  db: DuckDb,
  place: HistoryPlace,
  kind: HistoryKind,
  files: readonly string[],
): Promise<string[]> {
  if (files.length === 0) return [];
  const deletions = historyRelation('deletions', await historyFiles(place, 'deletions'));
  const found: string[] = [];
  for (const file of files) {
    const rows = await db.rows<{ found: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM ${historyRelation(kind, [file])} AS kept ` +
        `WHERE NOT (${notDeleted('kept', deletions)})) AS found`,
    );
    if (rows[0]?.found === true) found.push(file);
  }
  return found;
}

/** Puts one file in the place of others: what they hold, each row once, deleted sessions left out. */
async function rewrite(
  db: DuckDb,
  place: HistoryPlace,
  kind: HistoryKind,
  files: readonly string[],
): Promise<void> {
  const [first] = files;
  if (first === undefined) return;
  const deletions = historyRelation('deletions', await historyFiles(place, 'deletions'));
  const kept = kind === 'deletions' ? 'true' : notDeleted('kept', deletions);
  await withUnfinishedFolder(place, async (folder) => {
    const from = join(folder, 'merged.parquet');
    await db.run(
      `COPY (SELECT * FROM (SELECT ${columnListOf(kind)} FROM ${historyRelation(kind, files)} ${firstReceivedOf(kind)}) AS kept ` +
        `WHERE ${kept} ORDER BY session, received_at, id) TO ${sqlText(from)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    // Another member may have merged some of them meanwhile: its file holds their rows.
    if (!(await allExist(files))) return;
    await placeFiles([{ from, to: join(dirname(first), mergedName(files)) }]);
    for (const file of files) await unlink(file).catch(ignoreAbsence);
  });
}

/** The same files give the same name, so two members that merge them at the same time leave one file behind. */
function mergedName(files: readonly string[]): string {
  const hash = createHash('sha256')
    .update(files.map((file) => basename(file)).join('\n'))
    .digest('hex');
  const prefix = files.every(isImported) ? IMPORT_PREFIX : 'merged-';
  return `${prefix}${hash.slice(0, 16)}.parquet`;
}

async function sizesOf(files: readonly string[]): Promise<HistoryFile[]> {
  const sized: HistoryFile[] = [];
  for (const path of files) {
    const info = await stat(path).catch(ignoreAbsence);
    if (info !== undefined) sized.push({ path, bytes: info.size });
  }
  return sized;
}

async function allExist(files: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    files.map((file) =>
      access(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  return !found.includes(false);
}

function ignoreAbsence(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return undefined;
}
