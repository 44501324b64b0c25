import type { Forest } from './forest.js';
import type { ItemEmbedding } from './item-embedding.js';
import type { ItemProfiles, TraitRanges } from './item-profiles.js';

/**
 * The columns of a neighbour row, in the order in which they are stored and summed. For row `a`, neighbour `b`, summed over
 * sessions: `f1` `f2` `f3` b came 1, 2, 3 places after a; `fd` b came after a, 0.8^(gap - 1); `bd` b came before a, the
 * same; `co` both in one session, once, 1 / √(distinct items of the session).
 */
export const COLUMNS = ['f1', 'f2', 'f3', 'fd', 'bd', 'co'] as const;
export type Column = (typeof COLUMNS)[number];
/** Values that the byte of a column's entry can name. */
export const LEVELS = 256;

/**
 * Co-watch tables as scoring sees them: flat arrays, items as indexes 0 … itemsCount - 1. An item's index is its rank by
 * sessions, ties by the bytes of its name, so index order is a total order that every build agrees on.
 */
export interface CoWatchTables {
  readonly itemsCount: number;
  /** Sessions the tables were counted over. */
  readonly sessionsCount: number;
  /** @returns -1 for an item the tables do not know. */
  indexOf(item: string): number;
  itemAt(index: number): string;
  /** Row of item a: entries rowOffsets[a] … rowOffsets[a + 1] - 1 of `neighbours` and `codes`. */
  readonly rowOffsets: Uint32Array;
  /** Ascending within a row, so that a neighbour is found by halving. */
  readonly neighbours: Uint32Array;
  /** The columns' raw sums, not divided by the item's sessions, as codes of `levels`: entry × COLUMNS.length + column. */
  readonly codes: Uint8Array;
  /** What codes stand for: column × LEVELS + code; 0 stands for 0. */
  readonly levels: Float32Array;
  /** Sessions that hold the item, by item. */
  readonly itemSessions: Uint32Array;
  /** Sessions that hold the item among the newest `recentSessionsCount`, by item. */
  readonly itemRecentSessions: Uint32Array;
  readonly recentSessionsCount: number;
  /** Every item, most recent sessions first, then index. */
  readonly popular: Uint32Array;
  /** The few items of the very newest sessions: candidates of every request. */
  readonly favourites: Uint32Array;
  /** Vectors and traits of all items. */
  readonly profiles: ItemProfiles;
  readonly traitRanges: TraitRanges;
  /** Null where none was trained. */
  readonly embedding: ItemEmbedding | null;
  /** Re-ranks the best few by CANDIDATE_FEATURES; null where none was trained. */
  readonly forest: Forest | null;
}

/** @returns a column's sum at an entry. */
export function sumAt(
  { codes, levels }: Pick<CoWatchTables, 'codes' | 'levels'>,
  entry: number,
  column: number,
): number {
  return levels[column * LEVELS + (codes[entry * COLUMNS.length + column] ?? 0)] ?? 0;
}
