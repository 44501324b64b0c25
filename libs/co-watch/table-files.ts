/**
 * What is known of an item by itself, each a whole number: distinct sessions that hold it, in all and among the newest 1/8,
 * 1/32, 1/128 of sessions; its sessions weighted by recency, in thousandths; interactions; how often a session began or ended with
 * it; how often it directly followed itself; and when it was first and last seen, whole seconds since 1970.
 */
export const STATISTICS = [
  'sessions',
  'sessions_8',
  'sessions_32',
  'sessions_128',
  'recent',
  'events',
  'entries',
  'exits',
  'repeats',
  'first_seen_at',
  'last_seen_at',
] as const;
export type Statistic = (typeof STATISTICS)[number];

/** Arrays by file name: little-endian, without a header; the ending names the type, the manifest the length. */
export type TableArrays = ReadonlyMap<string, TableArray>;
export type TableArray = Uint8Array | Uint32Array | Float32Array;

export const FILES = {
  /** Names of all items in UTF-8, one after another. */
  items: 'items.u8',
  /** Where each name begins, and one more: where the last ends. */
  itemOffsets: 'item-offsets.u32',
  /** Hash table over the names: index + 1, 0 where free. */
  itemSlots: 'item-slots.u32',
  rowOffsets: 'row-offsets.u32',
  neighbours: 'neighbours.u32',
  codes: 'neighbour-codes.u8',
  levels: 'column-levels.f32',
  popular: 'popular.u32',
  favourites: 'favourites.u32',
  profiles: 'item-profiles.u8',
  traitRanges: 'trait-ranges.f32',
} as const;

/** Of an embedding, where one was trained. */
export const EMBEDDING_FILES = {
  lengths: 'embedding-lengths.f32',
  placeWeights: 'embedding-places.f32',
  nearest: 'embedding-nearest.u32',
} as const;

/** Of the trees, where some were trained. */
export const FOREST_FILES = {
  roots: 'forest-roots.u32',
  features: 'forest-features.u8',
  values: 'forest-values.f32',
  lefts: 'forest-lefts.u32',
} as const;

export function statisticFile(statistic: Statistic): string {
  return `item-${statistic.replaceAll('_', '-')}.u32`;
}

/** Files that every version has. A version may have more: a reader that does not know them checks them and leaves them alone. */
export const TABLE_FILES: readonly string[] = [...Object.values(FILES), ...STATISTICS.map(statisticFile)];

/** @returns a view of the bytes by the type that the file's ending names, undefined for an ending nobody writes. */
export function arrayOf(file: string, bytes: Uint8Array): TableArray | undefined {
  if (file.endsWith('.u8')) return bytes;
  const { buffer, byteOffset, length } = bytes;
  if (length % 4 !== 0) return undefined;
  if (file.endsWith('.u32')) return new Uint32Array(buffer, byteOffset, length / 4);
  return file.endsWith('.f32') ? new Float32Array(buffer, byteOffset, length / 4) : undefined;
}
