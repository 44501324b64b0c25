import { COLUMNS, LEVELS, type CoWatchTables } from './co-watch-tables.js';
import type { Forest } from './forest.js';
import type { ItemEmbedding } from './item-embedding.js';
import { ItemProfiles } from './item-profiles.js';
import { TRAITS } from './item-traits.js';
import type { SessionInteraction } from './session-interaction.js';

/** [row, neighbour, its columns in the order of COLUMNS] */
export type Entry = readonly [row: number, neighbour: number, columns: readonly number[]];

export interface GivenTables {
  readonly sessions?: readonly number[];
  readonly sessionsCount?: number;
  readonly favourites?: readonly number[];
  /** Without: vectors of no dimension, traits of 0. */
  readonly profiles?: ItemProfiles;
  readonly traitRanges?: readonly number[];
  readonly embedding?: ItemEmbedding | null;
  readonly forest?: Forest | null;
}

/** Small tables from plain lists, for specs. Item i is called `names[i]`. */
export function tablesOf(
  names: readonly string[],
  entries: readonly Entry[],
  given: GivenTables = {},
): CoWatchTables {
  const sorted = [...entries].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const sessions = Uint32Array.from(given.sessions ?? names.map(() => 1));
  const levels = COLUMNS.map((_, at) => [
    ...new Set([0, ...sorted.map(([, , columns]) => columns[at] ?? 0)]),
  ]);
  return {
    itemsCount: names.length,
    sessionsCount: given.sessionsCount ?? names.length,
    indexOf: (item) => names.indexOf(item),
    itemAt: (index) => names[index] ?? '',
    rowOffsets: Uint32Array.from(
      { length: names.length + 1 },
      (_, row) => sorted.filter(([a]) => a < row).length,
    ),
    neighbours: Uint32Array.from(sorted, ([, neighbour]) => neighbour),
    codes: Uint8Array.from(
      sorted.flatMap(([, , columns]) => COLUMNS.map((_, at) => levels[at]?.indexOf(columns[at] ?? 0) ?? 0)),
    ),
    levels: Float32Array.from(
      levels.flatMap((known) => [...known, ...Array<number>(LEVELS).fill(0)].slice(0, LEVELS)),
    ),
    itemSessions: sessions,
    itemRecentSessions: sessions,
    recentSessionsCount: given.sessionsCount ?? names.length,
    popular: Uint32Array.from(names.keys()),
    favourites: Uint32Array.from(given.favourites ?? []),
    profiles: given.profiles ?? new ItemProfiles(0, names.length),
    traitRanges: Float32Array.from(given.traitRanges ?? TRAITS.flatMap(() => [0, 0])),
    embedding: given.embedding ?? null,
    forest: given.forest ?? null,
  };
}

/** Views of items, ten seconds apart. */
export function viewsOf(...items: readonly string[]): SessionInteraction[] {
  return items.map((item, at) => ({ item, type: 'view', progress: 0, atSeconds: 1_763_800_000 + 10 * at }));
}
