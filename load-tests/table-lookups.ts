import { COLUMNS, type CoWatchTables } from '#libs/blending';

/** Part of arrays: a row's entries are `from` … `end - 1`. */
export interface LookedUp {
  readonly neighbours: Uint32Array;
  readonly codes: Uint8Array;
  readonly from: number;
  readonly end: number;
}

/** What a layout of tables must answer. What it gives is valid until it is asked again. */
export interface TableLookups {
  row(item: string): LookedUp | undefined;
  /** The first byte of an item's profile: what matters is the wait for it. */
  profileByte(index: number): number;
}

/** Flat arrays, as tables are read today. */
export class FlatLookups implements TableLookups {
  constructor(private readonly tables: CoWatchTables) {}

  row(item: string): LookedUp | undefined {
    const { neighbours, codes, rowOffsets } = this.tables;
    const index = this.tables.indexOf(item);
    if (index < 0) return undefined;
    return { neighbours, codes, from: rowOffsets[index] ?? 0, end: rowOffsets[index + 1] ?? 0 };
  }

  profileByte(index: number): number {
    return this.tables.profiles.vectorCode(index, 0);
  }
}

/** Microseconds of a session's lookups. */
export interface LookupMicros {
  readonly rows: number;
  /** Profiles of all candidates. */
  readonly profiles: number;
}

/** Sums a byte an entry over the rows of a session's items, then looks at the profile of everything met, as scoring does. */
export function lookUpSession(
  lookups: TableLookups,
  items: readonly string[],
  sums: Uint32Array,
  met: Uint32Array,
): LookupMicros {
  const startedAt = performance.now();
  let count = 0;
  for (const item of items) {
    const row = lookups.row(item);
    if (!row) continue;
    const { neighbours, codes, from, end } = row;
    for (let entry = from; entry < end; entry++) {
      const neighbour = neighbours[entry] ?? 0;
      if (sums[neighbour] === 0) met[count++] = neighbour;
      sums[neighbour] = (sums[neighbour] ?? 0) + 1 + (codes[entry * COLUMNS.length] ?? 0);
    }
  }
  const metAt = performance.now();
  let profiles = 0;
  for (let at = 0; at < count; at++) profiles += lookups.profileByte(met[at] ?? 0);
  const endedAt = performance.now();
  for (let at = 0; at < count; at++) sums[met[at] ?? 0] = 0;
  // Asks for the sum: what nobody wants need not be looked up.
  if (Number.isNaN(profiles)) throw new RangeError('A profile is no number.');
  return { rows: (metAt - startedAt) * 1000, profiles: (endedAt - metAt) * 1000 };
}
