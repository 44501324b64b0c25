import { COLUMNS, type Column } from '#libs/blending';
import type { DuckDb } from '#libs/duckdb';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { levelColumns, type LevelledColumns } from './column-levels.js';

/** Neighbours of all items, row by row, ascending within a row, and their columns as bytes. */
export interface NeighbourRows {
  readonly neighbours: Uint32Array;
  readonly columns: LevelledColumns;
}

const NEIGHBOURS = `SELECT row_item, CAST(neighbour AS UINTEGER) AS neighbour, ${COLUMNS.join(', ')} FROM neighbours`;
const ENTRIES_OF_NEIGHBOURS =
  'SELECT neighbour, CAST(COUNT(*) AS INTEGER) FROM neighbours GROUP BY neighbour';
/** Dealt out in some 40 ms; then whoever else this thread works for has a turn. */
const DEALT_AT_ONCE = 500_000;

/**
 * Reads what was counted in whatever order the engine has it. Entries are put in order of their neighbours, and from there dealt out to their
 * rows, each of which then is in order: see docs/decisions/pair-counting.md.
 * @param db with the table `neighbours`, which is gone afterwards. As a view it would be read as it is made, which DuckDB 1.5 does not finish.
 * @param rowOffsets row of item a: rowOffsets[a] … rowOffsets[a + 1] - 1.
 */
export async function readNeighbourRows(db: DuckDb, rowOffsets: Uint32Array): Promise<NeighbourRows> {
  const arrivals = await readArrivals(db, rowOffsets.length - 1);
  // At once: of ten million events the table takes a gigabyte, and the sums as much where their bytes take a quarter.
  await db.run('DROP TABLE neighbours');
  const columns = levelColumns(arrivals.sums);
  return dealtToRows(rowOffsets, arrivals, columns);
}

interface Arrivals {
  /** Neighbour b stands in keys[offsets[b]] … keys[offsets[b + 1] - 1]. */
  readonly offsets: Uint32Array;
  /** An entry's row times the number of entries, plus the place at which the entry came. */
  readonly keys: Float64Array;
  /** In order of coming. */
  readonly sums: Readonly<Record<Column, Float32Array>>;
}

async function readArrivals(db: DuckDb, items: number): Promise<Arrivals> {
  const offsets = await readOffsets(db, ENTRIES_OF_NEIGHBOURS, items);
  const keys = new Float64Array(offsets.at(-1) ?? 0);
  const columns = COLUMNS.map(() => new Float32Array(keys.length));
  const next = offsets.slice();
  let came = 0;
  for await (const {
    rowCount,
    columns: [rows, neighbours, ...sums],
  } of db.columns(NEIGHBOURS)) {
    columns.forEach((column, at) => column.set(sums[at] as Float32Array, came));
    for (let at = 0; at < rowCount; at++, came++) {
      const neighbour = Number(neighbours?.[at]);
      const place = next[neighbour] ?? 0;
      next[neighbour] = place + 1;
      keys[place] = Number(rows?.[at]) * keys.length + came;
    }
  }
  const sums = Object.fromEntries(COLUMNS.map((name, at) => [name, columns[at]]));
  return { offsets, keys, sums: sums as Record<Column, Float32Array> };
}

async function dealtToRows(
  rowOffsets: Uint32Array,
  { offsets, keys }: Arrivals,
  arrived: LevelledColumns,
): Promise<NeighbourRows> {
  const rows = new Rows(rowOffsets, keys.length);
  let dealt = 0;
  for (let neighbour = 0; neighbour + 1 < offsets.length; neighbour++) {
    const [begin, end] = [offsets[neighbour] ?? 0, offsets[neighbour + 1] ?? 0];
    rows.deal(neighbour, keys.subarray(begin, end), arrived.codes);
    if (end - dealt < DEALT_AT_ONCE) continue;
    dealt = end;
    await nextTurn();
  }
  const { neighbours, codes } = rows;
  return { neighbours, columns: { codes, levels: arrived.levels } };
}

class Rows {
  readonly neighbours: Uint32Array;
  readonly codes: Uint8Array;
  /** Where each row goes on. */
  private readonly next: Uint32Array;

  constructor(
    offsets: Uint32Array,
    private readonly entries: number,
  ) {
    this.neighbours = new Uint32Array(entries);
    this.codes = new Uint8Array(entries * COLUMNS.length);
    this.next = offsets.slice();
  }

  /** Puts a neighbour, higher than all before, into the rows that its keys tell. */
  deal(neighbour: number, keys: Float64Array, arrived: Uint8Array): void {
    const { neighbours, codes, next, entries } = this;
    const width = COLUMNS.length;
    for (const key of keys) {
      const row = Math.floor(key / entries);
      const place = next[row] ?? 0;
      next[row] = place + 1;
      neighbours[place] = neighbour;
      let from = (key - row * entries) * width;
      const end = (place + 1) * width;
      for (let to = end - width; to < end; to++) codes[to] = arrived[from++] ?? 0;
    }
  }
}

/**
 * @param counts query of numbers and how many entries each has.
 * @returns where the entries of 0, 1, … begin, and after them where the last ones end.
 */
export async function readOffsets(db: DuckDb, counts: string, length: number): Promise<Uint32Array> {
  const offsets = new Uint32Array(length + 1);
  for await (const { rowCount, columns } of db.columns(counts)) {
    const [numbers, entries] = columns;
    for (let at = 0; at < rowCount; at++) offsets[Number(numbers?.[at]) + 1] = Number(entries?.[at]);
  }
  for (let at = 0; at < length; at++) offsets[at + 1] = (offsets[at + 1] ?? 0) + (offsets[at] ?? 0);
  return offsets;
}
