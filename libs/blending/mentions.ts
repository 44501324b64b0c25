import type { CoWatchTables } from './co-watch-tables.js';
import type { FoldedSession } from './folded-session.js';
import type { Scratch } from './scratch.js';

/** Enough for the best forty in the rows of twenty items; makes itself larger where more are ranked. */
const MENTIONS = 1024;

/**
 * Where the rows of a session's items name the ranked few, item by item, newest first. Features and explanations are made of these: the rows are
 * walked once for both.
 */
export class Mentions {
  /** Entries of the tables. */
  entries = new Uint32Array(MENTIONS);
  /** Places of the candidates that they name. */
  places = new Uint16Array(MENTIONS);
  /** Whose row it is: its place among the session's items. */
  items = new Uint8Array(MENTIONS);
  count = 0;

  /** Finds them anew, for those that are ranked now. */
  find({ items }: FoldedSession, { rowOffsets }: CoWatchTables, scratch: Scratch): void {
    this.makeRoom(scratch.entries);
    this.count = 0;
    let added = 0;
    for (let at = 0; at < items.length && added < scratch.entries; at++) {
      const index = items[at]?.index ?? -1;
      if (index < 0) continue;
      const from = rowOffsets[index] ?? 0;
      const end = Math.min(added + (rowOffsets[index + 1] ?? 0) - from, scratch.entries);
      this.findIn(at, from - added, added, end, scratch);
      added = end;
    }
  }

  /**
   * The hot loop: one row, most of whose entries name nobody that is ranked. Who they name was found when the row was added.
   * @param lead of an entry of the tables before its place among those that were added.
   */
  private findIn(
    item: number,
    lead: number,
    from: number,
    end: number,
    { entryPlaces, ranks }: Scratch,
  ): void {
    const { entries, places, items } = this;
    let { count } = this;
    for (let at = from; at < end; at++) {
      const place = entryPlaces[at] ?? 0;
      if (ranks[place] === 0) continue;
      entries[count] = lead + at;
      places[count] = place;
      items[count++] = item;
    }
    this.count = count;
  }

  private makeRoom(wanted: number): void {
    if (wanted <= this.entries.length) return;
    this.entries = new Uint32Array(2 * wanted);
    this.places = new Uint16Array(2 * wanted);
    this.items = new Uint8Array(2 * wanted);
  }
}
