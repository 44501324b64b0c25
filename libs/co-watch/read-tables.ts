import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { basename, join } from 'node:path';
import { COLUMNS, type Column, type CoWatchTables } from '#libs/blending';
import { FreshetError } from '#libs/contracts';
import { ItemDictionary } from './item-dictionary.js';
import { corrupt, MANIFEST_FILE, parseManifest, type FileEntry, type Manifest } from './manifest.js';
import {
  arrayOf,
  columnFile,
  FILES,
  statisticFile,
  type Statistic,
  type TableArray,
  type TableArrays,
} from './table-files.js';

/** A version of tables in memory. */
export interface OpenTables {
  readonly manifest: Manifest;
  readonly tables: CoWatchTables;
  /** Every array of the version, by file name. */
  readonly arrays: TableArrays;
}

/** Bytes read and hashed at a time: about a millisecond of the event loop. */
const PIECE_BYTES = 1024 * 1024;

/**
 * Reads a version and checks every byte of it. Memory is what its files take; the arrays are views of what was read.
 * @param folder `…/tables/<site>/<version>`
 * @throws FreshetError FRESHET_TABLES_MISSING where there is no such version, FRESHET_TABLES_CORRUPT where it is not whole.
 */
export async function readTables(folder: string): Promise<OpenTables> {
  const version = basename(folder);
  if (endianness() !== 'LE')
    throw corrupt(version, 'this machine is big-endian, and tables are read as they lie');
  const manifest = parseManifest(await readManifest(folder), version);
  const arrays = new Map<string, TableArray>();
  for (const [file, entry] of Object.entries(manifest.files)) {
    const array = arrayOf(file, await readVerified(folder, file, entry));
    if (array) arrays.set(file, array);
  }
  return { manifest, arrays, tables: tablesFrom(manifest, arrays) };
}

async function readManifest(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, MANIFEST_FILE), 'utf8');
  } catch (cause) {
    throw new FreshetError(
      'FRESHET_TABLES_MISSING',
      `There are no tables in ${folder}. Import history, then build and publish.`,
      { cause },
    );
  }
}

async function readVerified(
  folder: string,
  file: string,
  { bytes, sha256 }: FileEntry,
): Promise<ArrayBuffer> {
  const version = basename(folder);
  // A buffer of its own begins at offset 0, which typed arrays of four bytes need.
  const buffer = Buffer.from(new ArrayBuffer(bytes));
  const hash = createHash('sha256');
  const handle = await open(join(folder, file)).catch((cause: unknown) => {
    throw corrupt(version, `${file} can't be opened`, cause);
  });
  try {
    const { size } = await handle.stat();
    if (size !== bytes) throw corrupt(version, `${file} has ${size} bytes, not ${bytes}`);
    for (let at = 0; at < bytes;) {
      const { bytesRead } = await handle.read(buffer, at, Math.min(PIECE_BYTES, bytes - at), at);
      if (bytesRead === 0) throw corrupt(version, `${file} ends after ${at} bytes, not ${bytes}`);
      hash.update(buffer.subarray(at, at + bytesRead));
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
  if (hash.digest('hex') !== sha256) throw corrupt(version, `${file} has been changed: its checksum differs`);
  return buffer.buffer;
}

/**
 * Tables over arrays, read or just built.
 * @throws FreshetError FRESHET_TABLES_CORRUPT where their lengths do not fit together.
 */
export function tablesFrom(
  { version, counted }: Pick<Manifest, 'version' | 'counted'>,
  arrays: TableArrays,
): CoWatchTables {
  const { items, neighbours, sessions } = counted;
  const u32 = (file: string, length: number | null): Uint32Array => {
    const array = arrays.get(file);
    if (array instanceof Uint32Array && (length === null || array.length === length)) return array;
    throw corrupt(version, `${file} has not the length that its manifest promises`);
  };
  const column = (name: Column): Float32Array => {
    const array = arrays.get(columnFile(name));
    if (array instanceof Float32Array && array.length === neighbours) return array;
    throw corrupt(version, `${columnFile(name)} has not the length that its manifest promises`);
  };
  const statistic = (name: Statistic): Uint32Array => u32(statisticFile(name), items);
  const names = arrays.get(FILES.items);
  if (!(names instanceof Uint8Array)) throw corrupt(version, `${FILES.items} is missing`);
  const dictionary = new ItemDictionary(names, u32(FILES.itemOffsets, items + 1), u32(FILES.itemSlots, null));
  return {
    itemsCount: items,
    sessionsCount: sessions,
    indexOf: (item) => dictionary.indexOf(item),
    itemAt: (index) => dictionary.itemAt(index),
    rowOffsets: u32(FILES.rowOffsets, items + 1),
    neighbours: u32(FILES.neighbours, neighbours),
    columns: Object.fromEntries(COLUMNS.map((name) => [name, column(name)])) as Record<Column, Float32Array>,
    itemSessions: statistic('sessions'),
    itemRecentSessions: statistic('sessions_8'),
    recentSessionsCount: Math.ceil(sessions / 8),
    popular: u32(FILES.popular, items),
    favourites: u32(FILES.favourites, null),
  };
}
