import { COLUMNS, LEVELS, type Column } from '#libs/blending';

/** Columns as tables hold them: see `CoWatchTables`. */
export interface LevelledColumns {
  readonly codes: Uint8Array;
  readonly levels: Float32Array;
}

/** Positive floats are in the order of their bits. Without the low ones, a cell holds values that differ by 0.2 % at most. */
const CELL_SHIFT = 14;
const CELLS = 2 ** (31 - CELL_SHIFT);
/** Entries whose codes stay in the nearest cache until all their columns are written. */
const CODED_AT_ONCE = 4096;
/** More would not change the width any more. */
const HALVINGS = 40;

/**
 * Lets bytes stand for the columns' sums. 255 different sums or fewer stay as they are; more are gathered into levels of equal relative
 * width, as narrow as 255 of them allow, so that small sums are as exact as large ones: off by less than 2 % where the largest is
 * 14,000 times the smallest.
 * @param columns of 0, or a millionth and more, finite, one value an entry.
 */
export function levelColumns(columns: Readonly<Record<Column, Float32Array>>): LevelledColumns {
  const entries = columns[COLUMNS[0]].length;
  const codes = new Uint8Array(entries * COLUMNS.length);
  const levels = new Float32Array(COLUMNS.length * LEVELS);
  const ways = COLUMNS.map((name, column) => ({
    bits: bitsOf(columns[name]),
    codeOf: levelCells(cellsOf(columns[name]), levels.subarray(column * LEVELS, (column + 1) * LEVELS)),
  }));
  for (let from = 0; from < entries; from += CODED_AT_ONCE) {
    const end = Math.min(entries, from + CODED_AT_ONCE);
    ways.forEach(({ bits, codeOf }, column) => {
      for (let entry = from; entry < end; entry++)
        codes[entry * COLUMNS.length + column] = codeOf[(bits[entry] ?? 0) >>> CELL_SHIFT] ?? 0;
    });
  }
  return { codes, levels };
}

interface Cells {
  /** Smallest and largest value of each cell. */
  readonly lowest: Float32Array;
  readonly highest: Float32Array;
  /** Cells that hold more than 0, ascending. */
  readonly used: Uint32Array;
}

function cellsOf(values: Float32Array): Cells {
  const lowest = new Float32Array(CELLS).fill(Infinity);
  const highest = new Float32Array(CELLS);
  const bits = bitsOf(values);
  for (let at = 0; at < values.length; at++) {
    const cell = (bits[at] ?? 0) >>> CELL_SHIFT;
    const value = values[at] ?? 0;
    if (value < (lowest[cell] ?? 0)) lowest[cell] = value;
    if (value > (highest[cell] ?? 0)) highest[cell] = value;
  }
  const used = new Uint32Array(CELLS);
  let count = 0;
  for (let cell = 0; cell < CELLS; cell++) if ((highest[cell] ?? 0) > 0) used[count++] = cell;
  return { lowest, highest, used: used.subarray(0, count) };
}

function bitsOf({ buffer, byteOffset, length }: Float32Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length);
}

/**
 * @param levels set to the middle of each level, by code.
 * @returns the code of each cell.
 */
function levelCells(cells: Cells, levels: Float32Array): Uint8Array {
  const width = narrowestWidth(cells);
  const codes = new Uint8Array(CELLS);
  let code = 0;
  eachLevel(cells, width, (from, end) => {
    code++;
    for (let at = from; at < end; at++) codes[cells.used[at] ?? 0] = code;
    levels[code] =
      ((cells.lowest[cells.used[from] ?? 0] ?? 0) + (cells.highest[cells.used[end - 1] ?? 0] ?? 0)) / 2;
  });
  return codes;
}

/** @returns the smallest ratio of a level's largest value to its smallest with which there are levels enough. */
function narrowestWidth(cells: Cells): number {
  const { lowest, highest, used } = cells;
  if (used.length < LEVELS) return 1;
  let tooNarrow = 1;
  let enough = (highest[used.at(-1) ?? 0] ?? 0) / (lowest[used[0] ?? 0] ?? 1);
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = Math.sqrt(tooNarrow * enough);
    let needed = 0;
    eachLevel(cells, middle, () => needed++);
    if (needed < LEVELS) enough = middle;
    else tooNarrow = middle;
  }
  return enough;
}

/** Goes through used cells, as many at a time as a level of that width can take: used[from] … used[end - 1]. */
function eachLevel(
  { lowest, highest, used }: Cells,
  width: number,
  visit: (from: number, end: number) => void,
): void {
  for (let from = 0; from < used.length;) {
    const most = (lowest[used[from] ?? 0] ?? 0) * width;
    let end = from + 1;
    while (end < used.length && (highest[used[end] ?? 0] ?? 0) <= most) end++;
    visit(from, end);
    from = end;
  }
}
