import { DIMENSIONS } from './embedding.js';
import { SimdKernel } from './simd-kernel.js';

const BLOCK_ROWS = 64;
/** Columns of a product at a time; a multiple of 8. */
const BLOCK_COLUMNS = 512;
/** Neighbours are looked for among the most popular: the time grows with the items, not with their square. */
const SEARCHED_MAX = 50_000;

/**
 * Each item's nearest others by cosine.
 * @param vectors unit vectors, DIMENSIONS each, more popular items first.
 * @param count of neighbours an item, less than there are items.
 * @returns items × count indexes, nearest first, the more popular of equals.
 */
export function nearestItems(vectors: Float32Array, count: number): Uint32Array {
  const items = vectors.length / DIMENSIONS;
  const nearest = new Uint32Array(items * count);
  if (count === 0) return nearest;
  const kernel = new SimdKernel({
    rows: [BLOCK_ROWS, DIMENSIONS],
    across: [DIMENSIONS, BLOCK_COLUMNS],
    cosines: [BLOCK_ROWS, BLOCK_COLUMNS],
  });
  const searched = Math.min(items, Math.max(SEARCHED_MAX, count + 1));
  const across = transposed(vectors, searched);
  const best = Array.from({ length: BLOCK_ROWS }, () => new Nearest(count));
  for (let from = 0; from < items; from += BLOCK_ROWS) {
    const rows = Math.min(BLOCK_ROWS, items - from);
    kernel.matrix('rows').values.fill(0);
    kernel.matrix('rows').values.set(vectors.subarray(from * DIMENSIONS, (from + rows) * DIMENSIONS));
    for (const one of best) one.clear();
    for (let block = 0; block < across.length; block++) {
      kernel.matrix('across').values.set(across[block] ?? []);
      kernel.multiply(
        kernel.matrix('rows'),
        kernel.matrix('across'),
        kernel.matrix('cosines'),
        BLOCK_ROWS,
        BLOCK_COLUMNS,
        DIMENSIONS,
      );
      offerBlock(kernel.matrix('cosines').values, best, from, rows, block * BLOCK_COLUMNS, searched);
    }
    for (let row = 0; row < rows; row++) nearest.set(best[row]?.items ?? [], (from + row) * count);
  }
  return nearest;
}

/** Blocks of BLOCK_COLUMNS items, each DIMENSIONS × BLOCK_COLUMNS. */
function transposed(vectors: Float32Array, items: number): Float32Array[] {
  return Array.from({ length: Math.ceil(items / BLOCK_COLUMNS) }, (_, block) => {
    const values = new Float32Array(DIMENSIONS * BLOCK_COLUMNS);
    const from = block * BLOCK_COLUMNS;
    for (let at = 0; at < Math.min(BLOCK_COLUMNS, items - from); at++)
      for (let d = 0; d < DIMENSIONS; d++)
        values[d * BLOCK_COLUMNS + at] = vectors[(from + at) * DIMENSIONS + d] ?? 0;
    return values;
  });
}

function offerBlock(
  cosines: Float32Array,
  best: readonly Nearest[],
  firstItem: number,
  rows: number,
  firstColumn: number,
  searched: number,
): void {
  const columns = Math.min(BLOCK_COLUMNS, searched - firstColumn);
  for (let row = 0; row < rows; row++) {
    const one = best[row];
    if (!one) break;
    const at = row * BLOCK_COLUMNS;
    for (let column = 0; column < columns; column++) {
      const cosine = cosines[at + column] ?? 0;
      if (cosine > one.least && firstColumn + column !== firstItem + row)
        one.take(firstColumn + column, cosine);
    }
  }
}

/** The best few, ordered; later items do not displace equal earlier ones. */
class Nearest {
  readonly items: Uint32Array;
  /** What a newcomer has to exceed. */
  least = -Infinity;
  private readonly cosines: Float64Array;

  constructor(count: number) {
    this.items = new Uint32Array(count);
    this.cosines = new Float64Array(count);
    this.clear();
  }

  clear(): void {
    this.cosines.fill(-Infinity);
    this.least = -Infinity;
  }

  take(item: number, cosine: number): void {
    const { items, cosines } = this;
    let at = cosines.length - 1;
    for (; at > 0 && cosine > (cosines[at - 1] ?? 0); at--) {
      cosines[at] = cosines[at - 1] ?? 0;
      items[at] = items[at - 1] ?? 0;
    }
    cosines[at] = cosine;
    items[at] = item;
    this.least = cosines[cosines.length - 1] ?? 0;
  }
}
