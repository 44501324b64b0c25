import type { Forest } from '#libs/blending';
import { randomOf, shuffle, type Random } from '../random.js';
import { binFeatures, type FeatureBins } from './feature-bins.js';
import { answerOf, growTree, type TreeNode, type TreeRules } from './grow-tree.js';
import { heldOutGain, LambdaGradients } from './lambda-gradients.js';
import type { RankingExamples } from './ranking-examples.js';

export interface ForestRules extends TreeRules {
  readonly trees: number;
  /** Shares that one tree sees. */
  readonly featuresShare: number;
  readonly casesShare: number;
}

export const FOREST_RULES: ForestRules = {
  trees: 40,
  leavesMax: 16,
  rate: 0.15,
  leafRowsMin: 100,
  l2: 5,
  featuresShare: 0.6,
  casesShare: 0.8,
};

export interface TrainedForest {
  readonly forest: Forest;
  /** Mean of 1 / log2(1 + rank) on the held-out cases, by number of trees: 0, 1, 2, … */
  readonly gains: readonly number[];
}

/**
 * LambdaMART: trees grown one after another on the slopes of LambdaRank; as many are kept as served the held-out cases best, all
 * where none is held out.
 * Deterministic for a seed.
 */
export function trainForest(
  examples: RankingExamples,
  seed: number,
  rules: ForestRules = FOREST_RULES,
  onProgress: (share: number) => void = () => undefined,
): TrainedForest {
  const bins = binFeatures(examples.features, examples.featuresCount);
  const gradients = new LambdaGradients(examples);
  const scores = new Float64Array(examples.offsets.at(-1) ?? 0);
  const random = randomOf(seed);
  const trees: TreeNode[][] = [];
  const gains = [heldOutGain(examples, scores)];
  for (let tree = 0; tree < rules.trees; tree++) {
    const rows = rowsFor(examples, gradients, scores, rules.casesShare, random);
    const features = featuresFor(examples.featuresCount, rules.featuresShare, random);
    const { slopes, curvatures } = gradients;
    const nodes = growTree({ bins, features, rows, slopes, curvatures }, rules);
    for (let row = 0; row < scores.length; row++)
      scores[row] = (scores[row] ?? 0) + answerOf(nodes, bins, row);
    trees.push(nodes);
    gains.push(heldOutGain(examples, scores));
    onProgress((tree + 1) / rules.trees);
  }
  const kept = examples.heldOut.includes(1) ? bestCount(gains) : trees.length;
  return { forest: flatten(trees.slice(0, kept), bins), gains };
}

/** The rows of a random share of the cases that trees are grown on, with their slopes at the scores so far. */
function rowsFor(
  { offsets, targets, heldOut }: RankingExamples,
  gradients: LambdaGradients,
  scores: Float64Array,
  share: number,
  random: Random,
): Uint32Array {
  const rows = new Uint32Array(offsets.at(-1) ?? 0);
  let count = 0;
  for (let at = 0; at < targets.length; at++) {
    if (random.unit() >= share || heldOut[at] === 1) continue;
    gradients.compute(at, scores);
    for (let row = offsets[at] ?? 0; row < (offsets[at + 1] ?? 0); row++) rows[count++] = row;
  }
  return rows.slice(0, count);
}

/** Ascending, so that ties are decided by the feature's place. */
function featuresFor(count: number, share: number, random: Random): number[] {
  const all = Uint32Array.from({ length: count }, (_, feature) => feature);
  shuffle(all, random);
  return [...all.subarray(0, Math.max(1, Math.round(share * count)))].sort((a, b) => a - b);
}

function bestCount(gains: readonly number[]): number {
  let best = 0;
  gains.forEach((gain, trees) => {
    if (gain > (gains[best] ?? 0)) best = trees;
  });
  return best;
}

function flatten(trees: readonly TreeNode[][], { bounds }: FeatureBins): Forest {
  const count = trees.reduce((sum, nodes) => sum + nodes.length, 0);
  const forest: Forest = {
    roots: new Uint32Array(trees.length),
    features: new Uint8Array(count),
    values: new Float32Array(count),
    lefts: new Uint32Array(count),
  };
  let root = 0;
  trees.forEach((nodes, tree) => {
    forest.roots[tree] = root;
    nodes.forEach(({ left, feature, bin, answer }, at) => {
      forest.lefts[root + at] = left === 0 ? 0 : root + left;
      forest.features[root + at] = left === 0 ? 0 : feature;
      forest.values[root + at] = left === 0 ? answer : (bounds[feature]?.[bin] ?? 0);
    });
    root += nodes.length;
  });
  return forest;
}
