import type { Source } from '#libs/contracts';
import { COLUMNS, type CoWatchTables } from './co-watch-tables.js';
import type { FoldedSession } from './folded-session.js';

export interface Explanation {
  readonly because: string | null;
  readonly source: Source | null;
}

/** What one session item gives a candidate, by source, in the order in which a tie is decided. */
type Shares = Record<Source, number>;

/**
 * Why a candidate is there: the session item with the largest share of its mix (the newest of equals), and what that item
 * said most of it with. Null where no session item spoke.
 */
export function explain(candidate: number, session: FoldedSession, tables: CoWatchTables): Explanation {
  let best: Explanation = { because: null, source: null };
  let most = 0;
  for (let at = 0; at < session.items.length; at++) {
    const item = session.items[at];
    if (!item) break;
    const again = item.candidate === candidate ? item.again : 0;
    const entry = item.index < 0 ? -1 : entryOf(candidate, item.index, tables);
    if (entry < 0 && again <= most) continue;
    const shares = sharesOf(entry, at * COLUMNS.length, again, session.coefficients, tables);
    const total = shares.next + shares.soon + shares.before + shares.together + shares.again;
    if (total <= most) continue;
    most = total;
    best = { because: item.item, source: largestOf(shares) };
  }
  return best;
}

/** @param entry -1 where the row does not hold the candidate. */
function sharesOf(
  entry: number,
  from: number,
  again: number,
  coefficients: Float64Array,
  { columns: { f1, f2, f3, fd, bd, co } }: CoWatchTables,
): Shares {
  if (entry < 0) return { next: 0, soon: 0, before: 0, together: 0, again };
  const soon =
    (coefficients[from + 1] ?? 0) * (f2[entry] ?? 0) +
    (coefficients[from + 2] ?? 0) * (f3[entry] ?? 0) +
    (coefficients[from + 3] ?? 0) * (fd[entry] ?? 0);
  return {
    next: (coefficients[from] ?? 0) * (f1[entry] ?? 0),
    soon,
    before: (coefficients[from + 4] ?? 0) * (bd[entry] ?? 0),
    together: (coefficients[from + 5] ?? 0) * (co[entry] ?? 0),
    again,
  };
}

function largestOf(shares: Shares): Source {
  let largest: Source = 'next';
  for (const source of ['soon', 'before', 'together', 'again'] as const)
    if (shares[source] > shares[largest]) largest = source;
  return largest;
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
