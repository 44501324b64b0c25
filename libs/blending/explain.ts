import type { Source } from '#libs/contracts';
import { COLUMNS, LEVELS, sumAt, type CoWatchTables } from './co-watch-tables.js';
import type { FoldedSession } from './folded-session.js';
import type { Mentions } from './mentions.js';
import type { Scratch } from './scratch.js';

/** Who spoke most for candidates, by their place in the slate. Used again for each request: see `Speakers.emptied`. */
export class Speakers {
  /** The largest share of the mix. */
  readonly most: Float64Array;
  /** Place of the session item that gave it, plus 1; 0 for nobody. */
  readonly by: Uint8Array;
  /** Where its row names the candidate, -1 where it doesn't. */
  readonly entries: Int32Array;

  constructor(private readonly places: number) {
    this.most = new Float64Array(places);
    this.by = new Uint8Array(places);
    this.entries = new Int32Array(places);
  }

  /** @returns the same where it has room, else others; nobody has spoken yet. */
  emptied(places: number): Speakers {
    if (places > this.places) return new Speakers(places);
    this.most.fill(0);
    this.by.fill(0);
    return this;
  }
}

/**
 * Finds who spoke most for each that is ranked, the newest of equals: each session item speaks for those its row names, and for itself.
 * @param mentions of all that are ranked, and maybe of others.
 * @param speakers emptied, with room for as many as are ranked.
 */
export function hearSession(
  session: FoldedSession,
  tables: CoWatchTables,
  scratch: Scratch,
  mentions: Mentions,
  speakers: Speakers,
): void {
  const { most, by, entries } = speakers;
  let next = 0;
  session.items.forEach(({ candidate, again }, at) => {
    const own = scratch.rankOf(candidate) - 1;
    let named = false;
    for (; next < mentions.count && mentions.items[next] === at; next++) {
      const entry = mentions.entries[next] ?? 0;
      const place = (scratch.ranks[mentions.places[next] ?? 0] ?? 0) - 1;
      if (place < 0) continue;
      if (place === own) named = true;
      const share = (place === own ? again : 0) + shareOf(session, tables, at, entry);
      if (share <= (most[place] ?? 0)) continue;
      most[place] = share;
      by[place] = at + 1;
      entries[place] = entry;
    }
    if (own < 0 || named || again <= (most[own] ?? 0)) return;
    most[own] = again;
    by[own] = at + 1;
    entries[own] = -1;
  });
}

/** @returns what an entry of a session item's row adds to the mix. */
function shareOf(
  { coefficients }: FoldedSession,
  { codes, levels }: CoWatchTables,
  item: number,
  entry: number,
): number {
  let share = 0;
  for (let column = 0; column < COLUMNS.length; column++)
    share +=
      (coefficients[item * COLUMNS.length + column] ?? 0) *
      (levels[column * LEVELS + (codes[entry * COLUMNS.length + column] ?? 0)] ?? 0);
  return share;
}

/**
 * What the loudest session item said most of a candidate's share with; of equals the first of next, soon, before, together, again. Numbers in
 * locals: an object of the five shares was an eighth of all that a request allocated.
 * @param place of the candidate in the slate; somebody spoke for it.
 */
export function sourceOf(
  place: number,
  candidate: number,
  { by, entries }: Speakers,
  { items, coefficients }: FoldedSession,
  tables: CoWatchTables,
): Source {
  const at = (by[place] ?? 0) - 1;
  const item = items[at];
  const entry = entries[place] ?? -1;
  const again = item?.candidate === candidate ? item.again : 0;
  if (entry < 0) return again > 0 ? 'again' : 'next';
  const from = at * COLUMNS.length;
  let most = (coefficients[from] ?? 0) * sumAt(tables, entry, 0);
  const soon =
    (coefficients[from + 1] ?? 0) * sumAt(tables, entry, 1) +
    (coefficients[from + 2] ?? 0) * sumAt(tables, entry, 2) +
    (coefficients[from + 3] ?? 0) * sumAt(tables, entry, 3);
  const before = (coefficients[from + 4] ?? 0) * sumAt(tables, entry, 4);
  const together = (coefficients[from + 5] ?? 0) * sumAt(tables, entry, 5);
  let source: Source = 'next';
  if (soon > most) {
    source = 'soon';
    most = soon;
  }
  if (before > most) {
    source = 'before';
    most = before;
  }
  if (together > most) {
    source = 'together';
    most = together;
  }
  return again > most ? 'again' : source;
}
