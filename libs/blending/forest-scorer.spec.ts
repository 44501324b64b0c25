import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ForestScorer } from './forest-scorer.js';
import { forestScore, isWalkable, type Forest } from './forest.js';

const FEATURES = 5;
const value = fc.constantFrom(-2, -1, -0.5, 0, 0.1, 0.5, 1, 3).map(Math.fround);

interface Grown {
  readonly features: number[];
  readonly values: number[];
  readonly lefts: number[];
}

/** Grows a tree by turning leaves into questions, as often as there are choices of a leaf. */
function treeOf(choices: readonly [leaf: number, feature: number, value: number][]): Grown {
  const tree: Grown = { features: [0], values: [7], lefts: [0] };
  for (const [choice, feature, threshold] of choices) {
    const leaves = [...tree.lefts.keys()].filter((node) => tree.lefts[node] === 0);
    const node = leaves[choice % leaves.length] ?? 0;
    tree.lefts[node] = tree.lefts.length;
    tree.features[node] = feature;
    tree.values[node] = threshold;
    for (const answer of [threshold / 3, threshold / 7 + 1]) {
      tree.features.push(0);
      tree.values.push(answer);
      tree.lefts.push(0);
    }
  }
  return tree;
}

function forestOf(trees: readonly Grown[]): Forest {
  const starts = trees.map((_, at) => trees.slice(0, at).reduce((sum, { lefts }) => sum + lefts.length, 0));
  return {
    roots: Uint32Array.from(starts),
    features: Uint8Array.from(trees.flatMap(({ features }) => features)),
    values: Float32Array.from(trees.flatMap(({ values }) => values)),
    lefts: Uint32Array.from(
      trees.flatMap(({ lefts }, at) => lefts.map((left) => (left === 0 ? 0 : left + (starts[at] ?? 0)))),
    ),
  };
}

const trees = (questionsMax: number): fc.Arbitrary<Forest> =>
  fc
    .array(
      fc
        .array(fc.tuple(fc.nat({ max: 99 }), fc.nat({ max: FEATURES - 1 }), value), {
          maxLength: questionsMax,
        })
        .map(treeOf),
      { maxLength: 5 },
    )
    .map(forestOf);

describe('ForestScorer', () => {
  it('gives, bit for bit, what walking from node to node gives', () => {
    const rows = fc.array(fc.array(value, { minLength: FEATURES, maxLength: FEATURES }), {
      minLength: 1,
      maxLength: 45,
    });
    fc.assert(
      fc.property(trees(31), rows, (forest, candidates) => {
        expect(isWalkable(forest, FEATURES)).toBe(true);
        const scorer = new ForestScorer(forest, FEATURES, 45);
        const { values, width } = scorer.features;
        candidates.forEach((row, at) =>
          row.forEach((each, feature) => (values[feature * width + at] = each)),
        );
        const expected = candidates.map((row) => forestScore(forest, Float32Array.from(row), 0));
        expect([...scorer.score().slice(0, candidates.length)]).toEqual(expected);
      }),
    );
  });

  it('is not asked about trees of more leaves than it can keep', () => {
    const path = Array.from({ length: 32 }, (_, at): [number, number, number] => [at, 0, at]);
    expect(isWalkable(forestOf([treeOf(path.slice(1))]), FEATURES)).toBe(true);
    expect(isWalkable(forestOf([treeOf(path)]), FEATURES)).toBe(false);
  });
});
