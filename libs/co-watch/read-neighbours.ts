import { COLUMNS, type Column } from '#libs/blending';
import type { ColumnChunk, DuckDb } from '#libs/duckdb';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Neighbours of all items, row by row, ascending within a row; sums by column. */
export interface NeighbourRows {
  readonly neighbours: Uint32Array;
  readonly columns: Readonly<Record<Column, Float32Array>>;
}

const NEIGHBOURS = `SELECT row_item, CAST(neighbour AS UINTEGER) AS neighbour, ${COLUMNS.join(', ')} FROM neighbours`;
/** Sorted in some 30 ms; then whoever else this thread works for has a turn. */
const SORTED_AT_ONCE = 500_000;
/** A neighbour and its place in the row, in one exact number. */
const PLACES = 2 ** 20;

/**
 * Reads what was counted in whatever order the engine has it, straight to the rows, and sorts row by row: see docs/decisions/pair-counting.md.
 * @param db with the table `neighbours`. As a view it would be read as it is made, which DuckDB 1.5 does not finish.
 * @param rowOffsets row of item a: rowOffsets[a] … rowOffsets[a + 1] - 1.
 */
export async function readNeighbourRows(db: DuckDb, rowOffsets: Uint32Array): Promise<NeighbourRows> {
  const count = rowOffsets.at(-1) ?? 0;
  const neighbours = new Uint32Array(count);
  const columns = COLUMNS.map(() => new Float32Array(count));
  const next = rowOffsets.slice();
  for await (const chunk of db.columns(NEIGHBOURS)) place(chunk, next, [neighbours, ...columns]);
  await sortRows(rowOffsets, neighbours, columns);
  const named = Object.fromEntries(COLUMNS.map((name, at) => [name, columns[at]]));
  return { neighbours, columns: named as Record<Column, Float32Array> };
}

/** @param next where each row's next entry goes; moved on. */
function place(
  { rowCount, columns: [rows, ...values] }: ColumnChunk,
  next: Uint32Array,
  targets: readonly (Uint32Array | Float32Array)[],
): void {
  const to = new Uint32Array(rowCount);
  for (let at = 0; at < rowCount; at++) {
    const row = Number(rows?.[at]);
    to[at] = next[row] ?? 0;
    next[row] = (next[row] ?? 0) + 1;
  }
  targets.forEach((target, column) => {
    const from = values[column] as Float32Array | Uint32Array;
    for (let at = 0; at < rowCount; at++) target[to[at] ?? 0] = from[at] ?? 0;
  });
}

async function sortRows(
  rowOffsets: Uint32Array,
  neighbours: Uint32Array,
  columns: readonly Float32Array[],
): Promise<void> {
  const sorter = new RowSorter(neighbours, columns);
  let sorted = 0;
  for (let row = 0; row + 1 < rowOffsets.length; row++) {
    const end = rowOffsets[row + 1] ?? 0;
    sorter.sort(rowOffsets[row] ?? 0, end);
    if (end - sorted < SORTED_AT_ONCE) continue;
    sorted = end;
    await nextTurn();
  }
}

/** Sorts one row after another, in arrays that are used again. */
class RowSorter {
  private keys = new Float64Array(0);
  private places = new Uint32Array(0);
  private sorted = new Float32Array(0);

  constructor(
    private readonly neighbours: Uint32Array,
    private readonly columns: readonly Float32Array[],
  ) {}

  sort(from: number, end: number): void {
    const { neighbours } = this;
    const length = end - from;
    if (length > this.keys.length) this.makeRoom(length);
    const { keys, places, sorted } = this;
    for (let at = 0; at < length; at++) keys[at] = (neighbours[from + at] ?? 0) * PLACES + at;
    keys.subarray(0, length).sort();
    for (let at = 0; at < length; at++) {
      const key = keys[at] ?? 0;
      const neighbour = Math.floor(key / PLACES);
      neighbours[from + at] = neighbour;
      places[at] = key - neighbour * PLACES;
    }
    for (const column of this.columns) {
      for (let at = 0; at < length; at++) sorted[at] = column[from + (places[at] ?? 0)] ?? 0;
      for (let at = 0; at < length; at++) column[from + at] = sorted[at] ?? 0;
    }
  }

  private makeRoom(length: number): void {
    this.keys = new Float64Array(2 * length);
    this.places = new Uint32Array(2 * length);
    this.sorted = new Float32Array(2 * length);
  }
}
