import type { FeatureBins } from './feature-bins.js';

/** Sum of slopes, sum of curvatures, rows. */
export const CELL = 3;
const BINS = 256;
/** Numbers a feature takes in a histogram. */
export const FEATURE_CELLS = BINS * CELL;

/**
 * Adds rows into the histograms of the given features. A histogram is FEATURE_CELLS numbers a feature, whichever are asked for.
 * @param rows the leaf's rows; `slopes` and `curvatures` are those of all rows.
 */
export function fillHistogram(
  histogram: Float64Array,
  features: readonly number[],
  { bins }: FeatureBins,
  rows: Uint32Array,
  slopes: Float64Array,
  curvatures: Float64Array,
): void {
  const ownSlopes = new Float64Array(rows.length);
  const ownCurvatures = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    ownSlopes[at] = slopes[rows[at] ?? 0] ?? 0;
    ownCurvatures[at] = curvatures[rows[at] ?? 0] ?? 0;
  }
  for (const feature of features) {
    const column = bins[feature];
    const cells = histogram.subarray(feature * FEATURE_CELLS, (feature + 1) * FEATURE_CELLS);
    cells.fill(0);
    if (column) addColumn(cells, column, rows, ownSlopes, ownCurvatures);
  }
}

function addColumn(
  cells: Float64Array,
  column: Uint8Array,
  rows: Uint32Array,
  slopes: Float64Array,
  curvatures: Float64Array,
): void {
  for (let at = 0; at < rows.length; at++) {
    const cell = (column[rows[at] ?? 0] ?? 0) * CELL;
    cells[cell] = (cells[cell] ?? 0) + (slopes[at] ?? 0);
    cells[cell + 1] = (cells[cell + 1] ?? 0) + (curvatures[at] ?? 0);
    cells[cell + 2] = (cells[cell + 2] ?? 0) + 1;
  }
}

/** Takes one child's histogram from its parent's, which leaves the other child's. */
export function subtractHistogram(
  parent: Float64Array,
  child: Float64Array,
  features: readonly number[],
): void {
  for (const feature of features)
    for (let cell = feature * FEATURE_CELLS; cell < (feature + 1) * FEATURE_CELLS; cell++)
      parent[cell] = (parent[cell] ?? 0) - (child[cell] ?? 0);
}
