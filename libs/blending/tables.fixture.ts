import { COLUMNS, type Column, type CoWatchTables } from './co-watch-tables.js';
import type { Forest } from './forest.js';
import type { ItemEmbedding } from './item-embedding.js';
import { TRAITS } from './item-traits.js';
import type { SessionInteraction } from './session-interaction.js';

/** [row, neighbour, its columns in the order of COLUMNS] */
export type Entry = readonly [row: number, neighbour: number, columns: readonly number[]];

export interface GivenTables {
  readonly sessions?: readonly number[];
  readonly sessionsCount?: number;
  readonly favourites?: readonly number[];
  /** Item by item, TRAITS.length each. */
  readonly traits?: readonly number[];
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
  const columnOf = (at: number): Float32Array =>
    Float32Array.from(sorted, ([, , columns]) => columns[at] ?? 0);
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
    columns: Object.fromEntries(COLUMNS.map((name, at) => [name, columnOf(at)])) as Record<
      Column,
      Float32Array
    >,
    itemSessions: sessions,
    itemRecentSessions: sessions,
    recentSessionsCount: given.sessionsCount ?? names.length,
    popular: Uint32Array.from(names.keys()),
    favourites: Uint32Array.from(given.favourites ?? []),
    traits: Float32Array.from(given.traits ?? names.flatMap(() => TRAITS.map(() => 0))),
    embedding: given.embedding ?? null,
    forest: given.forest ?? null,
  };
}

/** Views of items, ten seconds apart. */
export function viewsOf(...items: readonly string[]): SessionInteraction[] {
  return items.map((item, at) => ({ item, type: 'view', progress: 0, atSeconds: 1_763_800_000 + 10 * at }));
}
