import type { Source } from '#libs/contracts';
import { COLUMNS, LEVELS, sumAt, type CoWatchTables } from './co-watch-tables.js';
import type { FoldedSession } from './folded-session.js';
import type { Scratch } from './scratch.js';
import type { TopCandidates } from './top-candidates.js';

export interface Explanation {
  readonly because: string | null;
  readonly source: Source | null;
}

const NOBODY: Explanation = { because: null, source: null };

/** What one session item gives a candidate, by source, in the order in which a tie is decided. */
type Shares = Record<Source, number>;

/** Who spoke most for candidates, by their place in the slate. */
export interface Speakers {
  /** The largest share of the mix. */
  readonly most: Float64Array;
  /** Place of the session item that gave it, plus 1; 0 for nobody. */
  readonly by: Uint8Array;
  /** Where its row names the candidate, -1 where it doesn't. */
  readonly entries: Int32Array;
}

/**
 * Finds who spoke most for each of the best, the newest of equals. Goes once through the session's rows, which is shorter than looking
 * each candidate up in each row.
 * @param count of the best to explain.
 */
export function loudest(
  best: TopCandidates,
  count: number,
  session: FoldedSession,
  tables: CoWatchTables,
  { slots }: Scratch,
): Speakers {
  const speakers: Speakers = {
    most: new Float64Array(count),
    by: new Uint8Array(count),
    entries: new Int32Array(count),
  };
  for (let place = 0; place < count; place++) slots[best.candidateAt(place)] = place + 1;
  for (let at = 0; at < session.items.length; at++) hear(at, session, tables, slots, speakers);
  for (let place = 0; place < count; place++) slots[best.candidateAt(place)] = 0;
  return speakers;
}

/** One session item speaks: for those its row names, and for itself. */
function hear(
  at: number,
  { items, coefficients }: FoldedSession,
  tables: CoWatchTables,
  slots: Uint16Array,
  { most, by, entries }: Speakers,
): void {
  const item = items[at];
  if (!item) return;
  const { neighbours, rowOffsets, codes, levels } = tables;
  const own = (slots[item.candidate] ?? 0) - 1;
  let named = false;
  const end = item.index < 0 ? 0 : (rowOffsets[item.index + 1] ?? 0);
  for (let entry = item.index < 0 ? 0 : (rowOffsets[item.index] ?? 0); entry < end; entry++) {
    const place = (slots[neighbours[entry] ?? 0] ?? 0) - 1;
    if (place < 0) continue;
    if (place === own) named = true;
    let share = place === own ? item.again : 0;
    for (let column = 0; column < COLUMNS.length; column++)
      share +=
        (coefficients[at * COLUMNS.length + column] ?? 0) *
        (levels[column * LEVELS + (codes[entry * COLUMNS.length + column] ?? 0)] ?? 0);
    if (share <= (most[place] ?? 0)) continue;
    most[place] = share;
    by[place] = at + 1;
    entries[place] = entry;
  }
  if (own < 0 || named || item.again <= (most[own] ?? 0)) return;
  most[own] = item.again;
  by[own] = at + 1;
  entries[own] = -1;
}

/**
 * Why a candidate is there: the session item with the largest share of its mix, and what that item said most of it with. Null where no
 * session item spoke.
 */
export function explain(
  place: number,
  candidate: number,
  { by, entries }: Speakers,
  { items, coefficients }: FoldedSession,
  tables: CoWatchTables,
): Explanation {
  const at = (by[place] ?? 0) - 1;
  const item = items[at];
  if (!item) return NOBODY;
  const again = item.candidate === candidate ? item.again : 0;
  const shares = sharesOf(entries[place] ?? -1, at * COLUMNS.length, again, coefficients, tables);
  return { because: item.item, source: largestOf(shares) };
}

/** @param entry -1 where the row does not hold the candidate. */
function sharesOf(
  entry: number,
  from: number,
  again: number,
  coefficients: Float64Array,
  tables: CoWatchTables,
): Shares {
  if (entry < 0) return { next: 0, soon: 0, before: 0, together: 0, again };
  const share = (column: number): number => (coefficients[from + column] ?? 0) * sumAt(tables, entry, column);
  return {
    next: share(0),
    soon: share(1) + share(2) + share(3),
    before: share(4),
    together: share(5),
    again,
  };
}

function largestOf(shares: Shares): Source {
  let largest: Source = 'next';
  for (const source of ['soon', 'before', 'together', 'again'] as const)
    if (shares[source] > shares[largest]) largest = source;
  return largest;
}
