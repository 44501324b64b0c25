import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FreshetError } from '#libs/contracts';
import { isVersion } from './manifest.js';
import type { GateRecord } from './publish-gate.js';
import { replaceFile } from './write-tables.js';

/** Which version serves, and which served before it. One small file, replaced by rename. */
export interface VersionPointer {
  readonly version: string;
  /** Newest first: where rolling back leads. */
  readonly previous: readonly string[];
  /** What was done, newest first. */
  readonly history: readonly PointerMove[];
}

export interface PointerMove {
  readonly action: 'publish' | 'rollback';
  readonly version: string;
  /** ISO time. */
  readonly at: string;
  /** How a published version came through the gate. */
  readonly gate?: GateRecord;
}

const POINTER_FILE = 'current';
const HISTORY_MAX = 20;

/**
 * @returns null where nothing was ever published.
 * @throws FreshetError FRESHET_TABLES_CORRUPT where the file is not what was written.
 */
export async function readPointer(siteFolder: string): Promise<VersionPointer | null> {
  const path = join(siteFolder, POINTER_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
  return parsePointer(text, path);
}

export async function writePointer(
  siteFolder: string,
  { version, previous, history }: VersionPointer,
  move: PointerMove,
): Promise<void> {
  const pointer: VersionPointer = { version, previous, history: [move, ...history].slice(0, HISTORY_MAX) };
  await replaceFile(join(siteFolder, POINTER_FILE), `${JSON.stringify(pointer, null, 2)}\n`);
}

function parsePointer(text: string, path: string): VersionPointer {
  try {
    const { version, previous, history } = JSON.parse(text) as Partial<VersionPointer>;
    if (isVersion(version) && Array.isArray(previous) && previous.every(isVersion))
      return { version, previous, history: history ?? [] };
  } catch (cause) {
    throw unreadable(path, cause);
  }
  throw unreadable(path);
}

function unreadable(path: string, cause?: unknown): FreshetError {
  const remedy = 'Publish a version again: that writes it anew.';
  return new FreshetError('FRESHET_TABLES_CORRUPT', `${path} does not name a version. ${remedy}`, { cause });
}
