/**
 * Small regression trees, all nodes of all trees in flat arrays. A node with a left child asks whether its feature is at most its
 * value: left if so, else the node after left. One without is a leaf, and its value is what the tree says.
 */
export interface Forest {
  /** Where each tree begins. */
  readonly roots: Uint32Array;
  /** Feature asked for, by node. */
  readonly features: Uint8Array;
  /** Threshold, or a leaf's answer. */
  readonly values: Float32Array;
  /** The left child, above its parent; 0 for a leaf. */
  readonly lefts: Uint32Array;
}

/** Leaves of a tree at most: `ForestScorer` keeps a set of them in 32 bits. */
const LEAVES_MAX = 32;

/**
 * The plain way, for one row alone: what `ForestScorer` does for many.
 * @param from where the candidate's features begin.
 */
export function forestScore(
  { roots, features, values, lefts }: Forest,
  row: Float32Array,
  from: number,
): number {
  let score = 0;
  for (const root of roots) {
    let node = root;
    for (let left = lefts[node] ?? 0; left !== 0; left = lefts[node] ?? 0)
      node = (row[from + (features[node] ?? 0)] ?? 0) <= (values[node] ?? 0) ? left : left + 1;
    score += values[node] ?? 0;
  }
  return score;
}

/**
 * @returns whether every walk through the forest ends in it, at one of at most LEAVES_MAX leaves a tree: what was read from a
 *   file may be anything.
 */
export function isWalkable(forest: Forest, featuresCount: number): boolean {
  const { roots, features, values, lefts } = forest;
  const nodes = lefts.length;
  if (features.length !== nodes || values.length !== nodes) return false;
  if (features.some((feature) => feature >= featuresCount) || values.some((value) => !Number.isFinite(value)))
    return false;
  return (
    roots.every((root) => root < nodes) &&
    lefts.every((left, node) => left === 0 || (left > node && left + 1 < nodes)) &&
    roots.every((root) => leavesBelow(root, lefts, 0) <= LEAVES_MAX)
  );
}

/** @returns leaves seen before and below the node; counting ends where there are too many. */
function leavesBelow(node: number, lefts: Uint32Array, before: number): number {
  const left = lefts[node] ?? 0;
  if (left === 0 || before > LEAVES_MAX) return before + 1;
  return leavesBelow(left + 1, lefts, leavesBelow(left, lefts, before));
}
