import { bestSplit, type LeafSums, type Split, type SplitRules } from './best-split.js';
import type { FeatureBins } from './feature-bins.js';
import { FEATURE_CELLS, fillHistogram, subtractHistogram } from './histograms.js';

export interface TreeRules extends SplitRules {
  readonly leavesMax: number;
  /** What a leaf's answer is multiplied with. */
  readonly rate: number;
}

/** A node: a question with two children, the right one after the left, or a leaf's answer. */
export interface TreeNode {
  /** Index of the left child, 0 for a leaf. */
  left: number;
  feature: number;
  bin: number;
  /** A leaf's answer. */
  readonly answer: number;
}

interface Leaf {
  readonly node: number;
  /** Its rows: rows[from] … rows[end - 1]. */
  readonly from: number;
  readonly end: number;
  readonly histogram: Float64Array;
  readonly split: Split | undefined;
}

/** What a tree is grown on. */
export interface TreeGround {
  readonly bins: FeatureBins;
  readonly features: readonly number[];
  /** The rows to grow on; left in another order. */
  readonly rows: Uint32Array;
  readonly slopes: Float64Array;
  readonly curvatures: Float64Array;
}

/** Grows one tree leaf by leaf, always where the loss gains most (Shi 2007, as LightGBM does). Nodes: parents before children. */
export function growTree(ground: TreeGround, rules: TreeRules): TreeNode[] {
  const sums = sumsOf(ground);
  const nodes: TreeNode[] = [leafNode(sums, rules)];
  const histogram = histogramOf(ground, ground.rows);
  const split = bestSplit(histogram, ground.features, ground.bins, sums, rules);
  const leaves: Leaf[] = [{ node: 0, from: 0, end: ground.rows.length, histogram, split }];
  while (leaves.length < rules.leavesMax) {
    const at = mostGaining(leaves);
    const leaf = leaves[at];
    if (!leaf?.split) break;
    leaves.splice(at, 1, ...divide(leaf, leaf.split, nodes, ground, rules));
  }
  return nodes;
}

function divide(
  leaf: Leaf,
  split: Split,
  nodes: TreeNode[],
  ground: TreeGround,
  rules: TreeRules,
): [Leaf, Leaf] {
  const middle = partition(ground, leaf, split);
  const left = nodes.length;
  const parent = nodes[leaf.node];
  if (parent) Object.assign(parent, { left, feature: split.feature, bin: split.bin });
  nodes.push(leafNode(split.left, rules), leafNode(split.right, rules));
  const smallerIsLeft = middle - leaf.from <= leaf.end - middle;
  const [from, end] = smallerIsLeft ? [leaf.from, middle] : [middle, leaf.end];
  const smaller = histogramOf(ground, ground.rows.subarray(from, end));
  subtractHistogram(leaf.histogram, smaller, ground.features);
  const [leftCells, rightCells] = smallerIsLeft ? [smaller, leaf.histogram] : [leaf.histogram, smaller];
  const splitOf = (histogram: Float64Array, sums: LeafSums): Split | undefined =>
    bestSplit(histogram, ground.features, ground.bins, sums, rules);
  return [
    {
      node: left,
      from: leaf.from,
      end: middle,
      histogram: leftCells,
      split: splitOf(leftCells, split.left),
    },
    {
      node: left + 1,
      from: middle,
      end: leaf.end,
      histogram: rightCells,
      split: splitOf(rightCells, split.right),
    },
  ];
}

/** Puts the rows that go left first, keeping the order within both. @returns where the others begin. */
function partition({ bins, rows }: TreeGround, { from, end }: Leaf, { feature, bin }: Split): number {
  const column = bins.bins[feature];
  const right = new Uint32Array(end - from);
  let [lefts, rights] = [from, 0];
  for (let at = from; at < end; at++) {
    const row = rows[at] ?? 0;
    if ((column?.[row] ?? 0) <= bin) rows[lefts++] = row;
    else right[rights++] = row;
  }
  rows.set(right.subarray(0, rights), lefts);
  return lefts;
}

function histogramOf({ bins, features, slopes, curvatures }: TreeGround, rows: Uint32Array): Float64Array {
  const histogram = new Float64Array(bins.bins.length * FEATURE_CELLS);
  fillHistogram(histogram, features, bins, rows, slopes, curvatures);
  return histogram;
}

function sumsOf({ rows, slopes, curvatures }: TreeGround): LeafSums {
  let [slope, curvature] = [0, 0];
  for (const row of rows) {
    slope += slopes[row] ?? 0;
    curvature += curvatures[row] ?? 0;
  }
  return { slope, curvature, rows: rows.length };
}

function leafNode({ slope, curvature }: LeafSums, { l2, rate }: TreeRules): TreeNode {
  return { left: 0, feature: 0, bin: 0, answer: (-rate * slope) / (curvature + l2) };
}

/** @returns the first of equals, -1 where none can be split. */
function mostGaining(leaves: readonly Leaf[]): number {
  let best = -1;
  leaves.forEach(({ split }, at) => {
    if (split && split.gain > (leaves[best]?.split?.gain ?? 0)) best = at;
  });
  return best;
}

/** What a tree says of a row, by its bins. */
export function answerOf(nodes: readonly TreeNode[], { bins }: FeatureBins, row: number): number {
  let node = nodes[0];
  while (node && node.left !== 0)
    node = nodes[(bins[node.feature]?.[row] ?? 0) <= node.bin ? node.left : node.left + 1];
  return node?.answer ?? 0;
}
