import type { FeatureRows } from './candidate-features.js';
import type { Forest } from './forest.js';
import { startKernel, type ScoringKernel } from './scoring-kernel.js';

const FLOAT_BYTES = 4;
const DOUBLE_BYTES = 8;
/** The kernel's sets of leaves: 20 at a time. */
const LANES = 20;
const SETS_BYTES = LANES * FLOAT_BYTES;
/** Words of a tree before its splits, and of a split. */
const HEAD_WORDS = 2;
const SPLIT_WORDS = 3;

/** A tree laid flat: its splits in any order, its leaves from left to right. */
interface FlatTree {
  readonly splits: { readonly feature: number; readonly threshold: number; readonly left: number }[];
  readonly leaves: number[];
}

/**
 * Scores candidates with a forest, many at a time and without a branch that depends on them: see scoring-kernel.wat. The whole
 * stage of the trees takes 6 µs of a request instead of the 49 of walking from node to node, most of them branches guessed wrong.
 */
export class ForestScorer {
  /** Where the features go before `score` is asked. */
  readonly features: FeatureRows;
  /** What `score` answers, by candidate. */
  private readonly scores: Float64Array;
  private readonly kernel: ScoringKernel;
  private readonly rowsAt: number;
  private readonly treesAt: number;
  private readonly treesEnd: number;

  /**
   * @param forest that `isWalkable`.
   * @param candidatesMax scored at a time.
   */
  constructor(forest: Forest, featuresCount: number, candidatesMax: number) {
    const width = Math.ceil(candidatesMax / LANES) * LANES;
    this.rowsAt = SETS_BYTES + width * DOUBLE_BYTES;
    this.treesAt = this.rowsAt + featuresCount * width * FLOAT_BYTES;
    const trees = Array.from(forest.roots, (root) => flatTree(forest, root));
    const words = trees.reduce(
      (sum, { splits, leaves }) => sum + HEAD_WORDS + splits.length * SPLIT_WORDS + leaves.length,
      0,
    );
    this.treesEnd = this.treesAt + words * FLOAT_BYTES;
    const { kernel, memory: buffer } = startKernel(this.treesEnd);
    this.kernel = kernel;
    this.features = { width, values: new Float32Array(buffer, this.rowsAt, featuresCount * width) };
    this.scores = new Float64Array(buffer, SETS_BYTES, width);
    write(trees, width * FLOAT_BYTES, new DataView(buffer, this.treesAt));
  }

  /** @returns the sum of the trees' answers, tree by tree, for each candidate; valid until asked again. */
  score(): Float64Array {
    this.scores.fill(0);
    const { kernel, treesAt, treesEnd, rowsAt, features, scores } = this;
    if (treesEnd > treesAt)
      kernel.scoreForest(treesAt, treesEnd, rowsAt, features.width * FLOAT_BYTES, scores.byteOffset, 0);
    return scores;
  }
}

function flatTree(forest: Forest, root: number): FlatTree {
  const tree: FlatTree = { splits: [], leaves: [] };
  const add = (node: number): void => {
    const left = forest.lefts[node] ?? 0;
    const value = forest.values[node] ?? 0;
    if (left === 0) {
      tree.leaves.push(value);
      return;
    }
    const from = tree.leaves.length;
    add(left);
    const onLeft = 2 ** tree.leaves.length - 2 ** from;
    tree.splits.push({ feature: forest.features[node] ?? 0, threshold: value, left: onLeft });
    add(left + 1);
  };
  add(root);
  return tree;
}

function write(trees: readonly FlatTree[], rowBytes: number, view: DataView): void {
  let at = 0;
  const next = (): number => (at += FLOAT_BYTES) - FLOAT_BYTES;
  for (const { splits, leaves } of trees) {
    view.setUint32(next(), splits.length, true);
    view.setUint32(next(), leaves.length, true);
    for (const { feature, threshold, left } of splits) {
      view.setUint32(next(), feature * rowBytes, true);
      view.setFloat32(next(), threshold, true);
      view.setUint32(next(), left, true);
    }
    for (const answer of leaves) view.setFloat32(next(), answer, true);
  }
}
