import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import { basename, join } from 'node:path';
import {
  CANDIDATE_FEATURES,
  COLUMNS,
  isWalkable,
  ItemProfiles,
  LEVELS,
  PROFILE_TAIL_BYTES,
  TRAITS,
  type CoWatchTables,
  type Forest,
  type ItemEmbedding,
} from '#libs/blending';
import { FreshetError } from '#libs/contracts';
import { ItemDictionary } from './item-dictionary.js';
import { corrupt, MANIFEST_FILE, parseManifest, type Manifest } from './manifest.js';
import { readTableFiles, type ReadingPace } from './read-table-files.js';
import {
  arrayOf,
  EMBEDDING_FILES,
  FILES,
  FOREST_FILES,
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

/**
 * Reads a version and checks every byte of it, in threads of their own. Memory is what its files take.
 * @param folder `…/tables/<site>/<version>`
 * @throws FreshetError FRESHET_TABLES_MISSING where there is no such version, FRESHET_TABLES_CORRUPT where it is not whole.
 */
export async function readTables(folder: string, pace: ReadingPace = 'alone'): Promise<OpenTables> {
  const version = basename(folder);
  if (endianness() !== 'LE')
    throw corrupt(version, 'this machine is big-endian, and tables are read as they lie');
  const manifest = parseManifest(await readManifest(folder), version);
  const { items } = manifest.counted;
  const profiles = new ItemProfiles(
    dimensionsOf(version, items, manifest.files[FILES.profiles]?.bytes ?? 0),
    items,
  );
  const places = { [FILES.profiles]: profiles.bytes };
  const read = await readTableFiles({ folder, files: manifest.files, items, places }, pace);
  if ('fault' in read) throw corrupt(version, read.fault);
  const arrays = new Map<string, TableArray>();
  for (const [file, bytes] of read.contents) {
    const array = arrayOf(file, bytes);
    if (array) arrays.set(file, array);
  }
  return { manifest, arrays, tables: tablesFrom(manifest, arrays, profiles) };
}

/** @param bytes of all profiles. */
function dimensionsOf(version: string, items: number, bytes: number): number {
  const dimensions = items === 0 ? 0 : bytes / items - PROFILE_TAIL_BYTES;
  if (ItemProfiles.canHold(dimensions)) return dimensions;
  throw corrupt(version, `${FILES.profiles} has not the length that its manifest promises`);
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

/**
 * Tables over arrays, read or just built.
 * @param loaded the profiles, where they lie in the kernel's memory already.
 * @throws FreshetError FRESHET_TABLES_CORRUPT where their lengths do not fit together.
 */
export function tablesFrom(
  { version, counted }: Pick<Manifest, 'version' | 'counted'>,
  arrays: TableArrays,
  loaded?: ItemProfiles,
): CoWatchTables {
  const { items, neighbours, sessions } = counted;
  const find = finderOf(version, arrays);
  const statistic = (name: Statistic): Uint32Array => find.u32(statisticFile(name), items);
  const profiles = loaded ?? copiedProfiles(version, items, find.u8(FILES.profiles, null));
  const dictionary = new ItemDictionary(
    find.u8(FILES.items, null),
    find.u32(FILES.itemOffsets, items + 1),
    find.u32(FILES.itemSlots, null),
  );
  return {
    itemsCount: items,
    sessionsCount: sessions,
    indexOf: (item) => dictionary.indexOf(item),
    itemAt: (index) => dictionary.itemAt(index),
    rowOffsets: find.u32(FILES.rowOffsets, items + 1),
    neighbours: find.u32(FILES.neighbours, neighbours),
    codes: find.u8(FILES.codes, neighbours * COLUMNS.length),
    levels: find.f32(FILES.levels, COLUMNS.length * LEVELS),
    itemSessions: statistic('sessions'),
    itemRecentSessions: statistic('sessions_8'),
    recentSessionsCount: Math.ceil(sessions / 8),
    popular: find.u32(FILES.popular, items),
    favourites: find.u32(FILES.favourites, null),
    profiles,
    traitRanges: find.f32(FILES.traitRanges, 2 * TRAITS.length),
    embedding: arrays.has(EMBEDDING_FILES.nearest)
      ? embeddingFrom(version, profiles.dimensions, items, find)
      : null,
    forest: arrays.has(FOREST_FILES.roots) ? forestFrom(version, find) : null,
  };
}

/** Finds an array by its file's name, of that length; null: of any. */
interface ArrayFinder {
  u8(file: string, length: number | null): Uint8Array;
  u32(file: string, length: number | null): Uint32Array;
  f32(file: string, length: number | null): Float32Array;
}

function finderOf(version: string, arrays: TableArrays): ArrayFinder {
  const fits = (array: TableArray, length: number | null): boolean =>
    length === null || array.length === length;
  const misfit = (file: string): Error =>
    corrupt(version, `${file} has not the length that its manifest promises`);
  return {
    u8: (file, length) => {
      const array = arrays.get(file);
      if (array instanceof Uint8Array && fits(array, length)) return array;
      throw misfit(file);
    },
    u32: (file, length) => {
      const array = arrays.get(file);
      if (array instanceof Uint32Array && fits(array, length)) return array;
      throw misfit(file);
    },
    f32: (file, length) => {
      const array = arrays.get(file);
      if (array instanceof Float32Array && fits(array, length)) return array;
      throw misfit(file);
    },
  };
}

function copiedProfiles(version: string, items: number, bytes: Uint8Array): ItemProfiles {
  const profiles = new ItemProfiles(dimensionsOf(version, items, bytes.length), items);
  profiles.bytes.set(bytes);
  return profiles;
}

function embeddingFrom(version: string, dimensions: number, items: number, find: ArrayFinder): ItemEmbedding {
  const lengths = find.f32(EMBEDDING_FILES.lengths, items);
  const nearest = find.u32(EMBEDDING_FILES.nearest, null);
  const placeWeights = find.f32(EMBEDDING_FILES.placeWeights, null);
  const nearestCount = nearest.length / items;
  if (dimensions === 0 || !Number.isInteger(nearestCount) || placeWeights.length % dimensions !== 0)
    throw corrupt(version, 'the lengths of its embedding do not fit together');
  return { lengths, placeWeights, nearest, nearestCount };
}

function forestFrom(version: string, find: ArrayFinder): Forest {
  const forest: Forest = {
    roots: find.u32(FOREST_FILES.roots, null),
    features: find.u8(FOREST_FILES.features, null),
    values: find.f32(FOREST_FILES.values, null),
    lefts: find.u32(FOREST_FILES.lefts, null),
  };
  if (isWalkable(forest, CANDIDATE_FEATURES.length)) return forest;
  throw corrupt(version, 'its trees lead nowhere');
}
