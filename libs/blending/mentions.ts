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
  /** Whose row it is: its place among the session's items. */
  items = new Uint8Array(MENTIONS);
  count = 0;

  /** Finds them anew, for those that are ranked now. */
  find({ items }: FoldedSession, tables: CoWatchTables, scratch: Scratch): void {
    this.count = 0;
    for (let at = 0; at < items.length; at++) this.findIn(at, items[at]?.index ?? -1, tables, scratch);
  }

  /** The hot loop: one row, most of whose entries name nobody that is ranked. */
  private findIn(
    item: number,
    index: number,
    { rowOffsets, neighbours }: CoWatchTables,
    { places, ranks }: Scratch,
  ): void {
    const from = index < 0 ? 0 : (rowOffsets[index] ?? 0);
    const end = index < 0 ? 0 : (rowOffsets[index + 1] ?? 0);
    this.makeRoom(end - from);
    const { entries, items } = this;
    let { count } = this;
    for (let entry = from; entry < end; entry++) {
      if ((ranks[places[neighbours[entry] ?? 0] ?? 0] ?? 0) === 0) continue;
      entries[count] = entry;
      items[count++] = item;
    }
    this.count = count;
  }

  private makeRoom(further: number): void {
    const wanted = this.count + further;
    if (wanted <= this.entries.length) return;
    const [entries, items] = [new Uint32Array(2 * wanted), new Uint8Array(2 * wanted)];
    entries.set(this.entries);
    items.set(this.items);
    [this.entries, this.items] = [entries, items];
  }
}
