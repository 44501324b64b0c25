import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FreshetError } from '#libs/contracts';
import type { BuiltTables } from './build-tables.js';
import { MANIFEST_FILE, manifestText } from './manifest.js';
import { readTables } from './read-tables.js';
import type { TableArray } from './table-files.js';

/** What differs between two builds of the same bytes. */
export interface BuildNote {
  /** Milliseconds since 1970. */
  readonly builtAtMs: number;
  readonly seconds: number;
}

export const BUILD_FILE = 'build.json';
/** Begins the names of folders that are not versions: those being written and those being removed. */
const UNFINISHED = '.unfinished-';
/** A folder that has not been touched for so long has no writer any more. */
const ABANDONED_AFTER_MS = 24 * 3600 * 1000;

/**
 * Writes a version into a site's folder: every file is whole and on the disk before the folder has its name. A version that
 * is there already, unharmed, stays as it is.
 * @param siteFolder `…/tables/<site>`
 * @returns the folder of the version.
 */
export async function writeTables(siteFolder: string, built: BuiltTables, note: BuildNote): Promise<string> {
  await mkdir(siteFolder, { recursive: true });
  await removeAbandoned(siteFolder, note.builtAtMs);
  const folder = join(siteFolder, built.manifest.version);
  if (await isWhole(folder)) await replaceFile(join(folder, BUILD_FILE), noteText(note));
  else await placeFolder(siteFolder, folder, (unfinished) => fill(unfinished, built, note));
  return folder;
}

async function fill(folder: string, { manifest, arrays }: BuiltTables, note: BuildNote): Promise<void> {
  for (const [file, array] of arrays) await writeDurably(join(folder, file), array);
  await writeDurably(join(folder, MANIFEST_FILE), manifestText(manifest));
  await writeDurably(join(folder, BUILD_FILE), noteText(note));
}

function noteText({ builtAtMs, seconds }: BuildNote): string {
  return `${JSON.stringify({ builtAt: new Date(builtAtMs).toISOString(), seconds })}\n`;
}

async function isWhole(folder: string): Promise<boolean> {
  try {
    await readTables(folder);
    return true;
  } catch (error) {
    if (error instanceof FreshetError) return false;
    throw error;
  }
}

async function placeFolder(
  siteFolder: string,
  folder: string,
  fillFolder: (unfinished: string) => Promise<void>,
): Promise<void> {
  const unfinished = join(siteFolder, UNFINISHED + randomUUID());
  try {
    await mkdir(unfinished);
    await fillFolder(unfinished);
    await syncFolder(unfinished);
    await removeFolder(siteFolder, folder);
    await rename(unfinished, folder);
    await syncFolder(siteFolder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Takes a folder away in one step, so that nobody finds half of it. No folder is no fault. */
export async function removeFolder(siteFolder: string, folder: string): Promise<void> {
  const removed = join(siteFolder, UNFINISHED + randomUUID());
  try {
    await rename(folder, removed);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  await rm(removed, { recursive: true, force: true });
}

async function removeAbandoned(siteFolder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(siteFolder)) {
    if (!name.startsWith(UNFINISHED)) continue;
    const { mtimeMs } = await stat(join(siteFolder, name));
    if (nowMs - mtimeMs > ABANDONED_AFTER_MS)
      await rm(join(siteFolder, name), { recursive: true, force: true });
  }
}

/** Writes a file beside and renames it over: readers see the old content or the new, after a crash too. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${randomUUID()}`;
  try {
    await writeDurably(unfinished, text);
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { force: true });
  }
  await syncFolder(join(path, '..'));
}

async function writeDurably(path: string, content: TableArray | string): Promise<void> {
  await writeFile(path, content, { flush: true });
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
