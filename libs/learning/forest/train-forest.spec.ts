import { describe, expect, it } from 'vitest';
import { forestScore, isWalkable, type Forest } from '#libs/blending';
import { randomOf } from '../random.js';
import { RankingExamplesBuilder } from './ranking-examples-builder.js';
import type { RankingExamples } from './ranking-examples.js';
import { FOREST_RULES, trainForest } from './train-forest.js';

const FEATURES = 6;

/**
 * Cases whose right answer is likely to be the row with the largest x0, where x1 is below a half, and with the largest x2
 * elsewhere; other features say nothing.
 */
function examplesOf(cases: number, seed: number, heldOutEvery: number): RankingExamples {
  const random = randomOf(seed);
  const builder = new RankingExamplesBuilder(FEATURES);
  for (let at = 0; at < cases; at++) {
    const rows = 8 + random.below(12);
    const features = Float32Array.from({ length: rows * FEATURES }, () => random.unit());
    const decides = random.unit() < 0.5 ? 0 : 2;
    let best = 0;
    for (let row = 0; row < rows; row++) {
      features[row * FEATURES + 1] = decides === 0 ? 0.2 : 0.8;
      const value = (of: number): number => features[of * FEATURES + decides] ?? 0;
      if (value(row) > value(best)) best = row;
    }
    builder.add(features, random.unit() < 0.9 ? best : random.below(rows), at % heldOutEvery === 0);
  }
  return builder.examples();
}

/** Share of cases whose right answer comes first. */
function firstShare({ features, offsets, targets }: RankingExamples, forest: Forest): number {
  let right = 0;
  targets.forEach((target, at) => {
    let [best, most] = [-1, -Infinity];
    for (let row = offsets[at] ?? 0; row < (offsets[at + 1] ?? 0); row++) {
      const score = forestScore(forest, features, row * FEATURES);
      if (score > most) [best, most] = [row, score];
    }
    if (best === target) right++;
  });
  return right / targets.length;
}

const rules = { ...FOREST_RULES, leafRowsMin: 20 };

describe('trainForest', () => {
  it('learns what decides, and when', () => {
    const { forest, gains } = trainForest(examplesOf(1500, 1, 7), 3, rules);
    expect(firstShare(examplesOf(500, 2, 2), forest)).toBeGreaterThan(0.7);
    expect(isWalkable(forest, FEATURES)).toBe(true);
    expect(gains[forest.roots.length]).toBe(Math.max(...gains));
  });

  it('is the same to the last bit for the same seed, and another for another', () => {
    const examples = examplesOf(400, 1, 7);
    const { forest } = trainForest(examples, 3, rules);
    expect(trainForest(examples, 3, rules).forest).toEqual(forest);
    expect(trainForest(examples, 4, rules).forest).not.toEqual(forest);
  });

  it('grows nothing where nothing helps, and where no leaf would have enough rows', () => {
    const builder = new RankingExamplesBuilder(1);
    for (let at = 0; at < 100; at++) builder.add(new Float32Array(10), at % 10, at % 7 === 0);
    expect(trainForest(builder.examples(), 1).forest.roots).toHaveLength(0);
    const few = trainForest(examplesOf(5, 1, 2), 1, { ...rules, leafRowsMin: 1000 }).forest;
    expect(few.roots).toHaveLength(0);
  });

  it('finds no split that leaves a leaf with fewer rows than it must have', () => {
    const examples = examplesOf(300, 5, 7);
    const { forest } = trainForest(examples, 1, { ...rules, trees: 1, casesShare: 1, leafRowsMin: 150 });
    const reached = new Map<number, number>();
    for (let at = 0; at < examples.targets.length; at++) {
      if (examples.heldOut[at] === 1) continue;
      for (let row = examples.offsets[at] ?? 0; row < (examples.offsets[at + 1] ?? 0); row++) {
        const score = forestScore(forest, examples.features, row * FEATURES);
        reached.set(score, (reached.get(score) ?? 0) + 1);
      }
    }
    expect(reached.size).toBeGreaterThan(1);
    for (const rows of reached.values()) expect(rows).toBeGreaterThanOrEqual(150);
  });
});
