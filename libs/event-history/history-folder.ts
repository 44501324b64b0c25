import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isSite } from '#libs/contracts';
import { HISTORY_KINDS, type HistoryKind } from './history-schema.js';

/** A site's history: `<dataFolder>/history/<site>/<kind>/day=YYYY-MM-DD/<name>.parquet`. */
export interface HistoryPlace {
  /** FRESHET_DATA. */
  readonly dataFolder: string;
  readonly site: string;
}

/** One day of one kind. */
export interface HistoryDay extends HistoryPlace {
  readonly kind: HistoryKind;
  /** YYYY-MM-DD in UTC. */
  readonly day: string;
}

const DAY_FOLDER = /^day=(\d{4}-\d{2}-\d{2})$/;
/** Begins the names of imported files: retention and compaction leave them alone, since somebody put them there by hand. */
export const IMPORT_PREFIX = 'import-';
/** Holds files until they are whole; readers never look into it. */
const UNFINISHED = '.unfinished';
/** Files handed to the disk at the same time. */
const PARALLEL_FILES = 8;

export function kindFolder({ dataFolder, site }: HistoryPlace, kind: HistoryKind): string {
  return join(dataFolder, 'history', site, kind);
}

export function dayFolder(place: HistoryPlace, kind: HistoryKind, day: string): string {
  return join(kindFolder(place, kind), `day=${day}`);
}

/** @returns the sites that have a history, in order of name. */
export async function historySites(dataFolder: string): Promise<string[]> {
  const names = await namesIn(join(dataFolder, 'history'));
  return names.filter(isSite).sort();
}

/** @returns the days of a kind, oldest first. */
export async function historyDays(place: HistoryPlace, kind: HistoryKind): Promise<string[]> {
  const names = await namesIn(kindFolder(place, kind));
  return names.flatMap((name) => DAY_FOLDER.exec(name)?.[1] ?? []).sort();
}

/** @returns the day that a path of `historyFiles` is of. */
export function dayOfPath(path: string): string {
  return basename(dirname(path)).replace('day=', '');
}

/** @returns paths of a kind's files, of all days or of those given, in order. */
export async function historyFiles(
  place: HistoryPlace,
  kind: HistoryKind,
  days?: readonly string[],
): Promise<string[]> {
  const files: string[] = [];
  for (const day of days ?? (await historyDays(place, kind))) {
    const folder = dayFolder(place, kind, day);
    const names = (await namesIn(folder)).filter((name) => name.endsWith('.parquet')).sort();
    files.push(...names.map((name) => join(folder, name)));
  }
  return files;
}

/** Runs `write` with an empty folder inside the site's tree, which is gone afterwards. */
export async function withUnfinishedFolder<T>(
  place: HistoryPlace,
  write: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = join(place.dataFolder, 'history', place.site, UNFINISHED, randomUUID());
  await mkdir(folder, { recursive: true });
  try {
    return await write(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export interface FileMove {
  readonly from: string;
  readonly to: string;
}

/** Puts finished files where readers look: each is on the disk before it appears, and its folder's entry after. */
export async function placeFiles(moves: readonly FileMove[]): Promise<void> {
  await eachInParallel(moves, ({ from }) => syncPath(from));
  const folders = new Set(moves.map(({ to }) => dirname(to)));
  const changed = new Set(folders);
  for (const folder of folders) {
    const created = await mkdir(folder, { recursive: true });
    if (created !== undefined) for (const above of foldersBetween(created, folder)) changed.add(above);
  }
  for (const { from, to } of moves) await rename(from, to);
  await eachInParallel([...changed], syncPath);
}

/** @returns the folders that have a new entry when everything from `created` down to `folder` is new. */
function foldersBetween(created: string, folder: string): string[] {
  const folders: string[] = [];
  for (let at = folder; at.length >= created.length; at = dirname(at)) folders.push(dirname(at));
  return folders;
}

/**
 * Removes what was archived of days before one, a day's folder at one stroke. Imported files stay: whoever put them there
 * removes them. Deletions stay as well: without them, importing an old file again would undo them.
 * @returns the days of which something is gone.
 */
export async function removeDaysBefore(place: HistoryPlace, firstDay: string): Promise<string[]> {
  const removed = new Set<string>();
  for (const kind of HISTORY_KINDS.filter((other) => other !== 'deletions')) {
    for (const day of await historyDays(place, kind)) {
      if (day >= firstDay) continue;
      if (await removeArchived(place, kind, day)) removed.add(day);
    }
  }
  return [...removed].sort();
}

async function removeArchived(place: HistoryPlace, kind: HistoryKind, day: string): Promise<boolean> {
  const files = await historyFiles(place, kind, [day]);
  const archived = files.filter((file) => !basename(file).startsWith(IMPORT_PREFIX));
  if (archived.length < files.length) {
    for (const file of archived) await rm(file, { force: true });
    return archived.length > 0;
  }
  await withUnfinishedFolder(place, (folder) => rename(dayFolder(place, kind, day), join(folder, day)));
  return true;
}

/** Removes what writers that were killed left unfinished. @param olderThanMs age from which nobody still writes. */
export async function removeUnfinished(
  place: HistoryPlace,
  nowMs: number,
  olderThanMs: number,
): Promise<void> {
  const folder = join(place.dataFolder, 'history', place.site, UNFINISHED);
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path);
    if (nowMs - mtimeMs > olderThanMs) await rm(path, { recursive: true, force: true });
  }
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function eachInParallel<T>(values: readonly T[], act: (value: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < values.length; from += PARALLEL_FILES) {
    await Promise.all(values.slice(from, from + PARALLEL_FILES).map(act));
  }
}

/** Names in a folder, none where it does not exist. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
