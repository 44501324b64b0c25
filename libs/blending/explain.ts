import type { Source } from '#libs/contracts';
import { COLUMNS, type Column, type CoWatchTables } from './co-watch-tables.js';
import type { FoldedSession } from './folded-session.js';

const SOURCE_OF: Readonly<Record<Column, Source>> = {
  f1: 'next',
  f2: 'soon',
  f3: 'soon',
  fd: 'soon',
  bd: 'before',
  co: 'together',
};

/** The sources in the order in which a tie is decided. */
const SOURCES: readonly Source[] = ['next', 'soon', 'before', 'together', 'again'];
const SOURCE_AT = COLUMNS.map((column) => SOURCES.indexOf(SOURCE_OF[column]));
const AGAIN_AT = SOURCES.indexOf('again');

export interface Explanation {
  readonly because: string | null;
  readonly source: Source | null;
}

const SILENT: Explanation = { because: null, source: null };

/**
 * Why a candidate is there: the session item with the largest share of its mix (the newest of equals), and what that item
 * said most of it with. Null where no session item spoke.
 */
export function explain(candidate: number, session: FoldedSession, tables: CoWatchTables): Explanation {
  let best = SILENT;
  let most = 0;
  session.items.forEach(({ item }, at) => {
    const shares = sharesOf(candidate, at, session, tables);
    const total = shares.reduce((sum, share) => sum + share, 0);
    if (total <= most) return;
    most = total;
    best = { because: item, source: SOURCES[shares.indexOf(Math.max(...shares))] ?? null };
  });
  return best;
}

/** What one session item gives a candidate, by source. */
function sharesOf(candidate: number, at: number, session: FoldedSession, tables: CoWatchTables): number[] {
  const shares = SOURCES.map(() => 0);
  const item = session.items[at];
  if (!item) return shares;
  if (item.candidate === candidate) shares[AGAIN_AT] = item.again;
  const entry = item.index < 0 ? -1 : entryOf(candidate, item.index, tables);
  if (entry < 0) return shares;
  COLUMNS.forEach((column, order) => {
    const source = SOURCE_AT[order] ?? 0;
    const coefficient = session.coefficients[at * COLUMNS.length + order] ?? 0;
    shares[source] = (shares[source] ?? 0) + coefficient * (tables.columns[column][entry] ?? 0);
  });
  return shares;
}

/** @returns where `neighbour` stands in the row of `index`, -1 where it doesn't. */
function entryOf(neighbour: number, index: number, { rowOffsets, neighbours }: CoWatchTables): number {
  let low = rowOffsets[index] ?? 0;
  let high = (rowOffsets[index + 1] ?? 0) - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = neighbours[middle] ?? 0;
    if (found === neighbour) return middle;
    if (found < neighbour) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
