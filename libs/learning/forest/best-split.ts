import type { FeatureBins } from './feature-bins.js';
import { CELL, FEATURE_CELLS } from './histograms.js';

/** Sums over the rows of a leaf. */
export interface LeafSums {
  readonly slope: number;
  readonly curvature: number;
  readonly rows: number;
}

export interface Split {
  readonly feature: number;
  /** Rows of this bin and lower ones go left. */
  readonly bin: number;
  readonly gain: number;
  readonly left: LeafSums;
  readonly right: LeafSums;
}

export interface SplitRules {
  readonly leafRowsMin: number;
  /** Added to a leaf's curvature. */
  readonly l2: number;
}

/** A leaf with less curvature has nothing to say. */
const CURVATURE_MIN = 1e-3;

/** @returns undefined where no split gains; of equals the first feature and lowest bin. */
export function bestSplit(
  histogram: Float64Array,
  features: readonly number[],
  { bounds }: FeatureBins,
  total: LeafSums,
  rules: SplitRules,
): Split | undefined {
  let best: Split | undefined;
  if (total.rows < 2 * rules.leafRowsMin) return undefined;
  const asOne = strength(total, rules);
  for (const feature of features) {
    const from = feature * FEATURE_CELLS;
    let slope = 0;
    let curvature = 0;
    let rows = 0;
    for (let bin = 0; bin < (bounds[feature]?.length ?? 0); bin++) {
      slope += histogram[from + bin * CELL] ?? 0;
      curvature += histogram[from + bin * CELL + 1] ?? 0;
      rows += histogram[from + bin * CELL + 2] ?? 0;
      if (rows < rules.leafRowsMin || curvature < CURVATURE_MIN) continue;
      if (total.rows - rows < rules.leafRowsMin || total.curvature - curvature < CURVATURE_MIN) break;
      const otherSlope = total.slope - slope;
      const gain =
        (slope * slope) / (curvature + rules.l2) +
        (otherSlope * otherSlope) / (total.curvature - curvature + rules.l2) -
        asOne;
      if (gain > (best?.gain ?? 0))
        best = {
          feature,
          bin,
          gain,
          left: { slope, curvature, rows },
          right: { slope: otherSlope, curvature: total.curvature - curvature, rows: total.rows - rows },
        };
    }
  }
  return best;
}

function strength({ slope, curvature }: LeafSums, { l2 }: SplitRules): number {
  return (slope * slope) / (curvature + l2);
}
