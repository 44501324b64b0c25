import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forestScore } from '#libs/blending';
import { cachedFolder, runToEnd } from '#libs/parts';
import { randomOf } from '../random.js';
import { RankingExamplesBuilder } from './ranking-examples-builder.js';
import type { RankingExamples } from './ranking-examples.js';
import { FOREST_RULES, trainForest } from './train-forest.js';

const LIGHTGBM = '4.6.0';
const FEATURES = 12;
const ROWS = 30;
const POINT = 0.01;

/** Cases whose answers follow products, thresholds and absolute values of features, with noise. */
function examplesOf(cases: number, seed: number): RankingExamples {
  const random = randomOf(seed);
  const builder = new RankingExamplesBuilder(FEATURES);
  for (let at = 0; at < cases; at++) {
    const features = Float32Array.from({ length: ROWS * FEATURES }, () => random.unit());
    const kind = random.unit();
    let [best, most] = [0, -Infinity];
    for (let row = 0; row < ROWS; row++) {
      features[row * FEATURES + 11] = kind;
      const x = (feature: number): number => features[row * FEATURES + feature] ?? 0;
      const worth = kind < 0.4 ? 2 * x(0) * x(1) : x(2) > 0.7 ? 1 + x(3) : Math.abs(x(4) - 0.5);
      const score = worth + 0.5 * x(5) - 0.4 * Math.log(-Math.log(Math.max(1e-9, random.unit())));
      if (score > most) [best, most] = [row, score];
    }
    builder.add(features, best, false);
  }
  return builder.examples();
}

/** Hits among the first five, and mean of 1 / rank. */
function measure({ offsets, targets }: RankingExamples, scoreOf: (row: number) => number): number[] {
  let [hits, reciprocals] = [0, 0];
  targets.forEach((target, at) => {
    let rank = 1;
    for (let row = offsets[at] ?? 0; row < (offsets[at + 1] ?? 0); row++)
      if (scoreOf(row) > scoreOf(target) || (row < target && scoreOf(row) === scoreOf(target))) rank++;
    if (rank <= 5) hits++;
    reciprocals += 1 / rank;
  });
  return [hits / targets.length, reciprocals / targets.length];
}

/** Trains on train.f32 with labels.u8 and writes its scores of test.f32 as scores.f64. */
const SCRIPT = `
import sys, numpy as np, lightgbm as lgb
folder, rows, features, trees, leaves, rate, leaf_rows, l2 = sys.argv[1:]
rows, features = int(rows), int(features)
read = lambda name: np.fromfile(f'{folder}/{name}.f32', dtype='<f4').reshape(-1, features)
train, labels = read('train'), np.fromfile(f'{folder}/labels.u8', dtype='u1')
data = lgb.Dataset(train, labels, group=[rows] * (len(train) // rows))
model = lgb.train({
  'objective': 'lambdarank', 'num_leaves': int(leaves), 'learning_rate': float(rate), 'lambda_l2': float(l2),
  'min_data_in_leaf': int(leaf_rows), 'lambdarank_truncation_level': 25, 'num_threads': 1, 'deterministic': True,
  'force_row_wise': True, 'verbosity': -1,
}, data, num_boost_round=int(trees))
model.predict(read('test')).astype('<f8').tofile(f'{folder}/scores.f64')
`;

/** A Python with LightGBM in a virtual environment of its own, or why there is none. */
async function pythonWithLightGbm(): Promise<{ python: string } | { missing: string }> {
  try {
    const folder = await cachedFolder(`lightgbm-${LIGHTGBM}`, async (unfinished) => {
      await runToEnd({ program: 'python3', args: ['-m', 'venv', unfinished] });
      const packages = ['--quiet', `lightgbm==${LIGHTGBM}`];
      await runToEnd({
        program: join(unfinished, 'bin/python'),
        args: ['-m', 'pip', 'install', ...packages],
      });
    });
    return { python: join(folder, 'bin/python') };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

describe('LambdaMART beside LightGBM', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lightgbm-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('ranks what neither has seen as well, within 0.3 points', { timeout: 600_000 }, async ({ skip }) => {
    const found = await pythonWithLightGbm();
    if ('missing' in found) {
      console.warn(`SKIPPED LambdaMART beside LightGBM: ${found.missing}`);
      return skip('no Python with LightGBM');
    }
    const [train, test] = [examplesOf(3000, 1), examplesOf(8000, 2)];
    const rules = { ...FOREST_RULES, featuresShare: 1, casesShare: 1 };
    const { forest } = trainForest(train, 1, rules);
    const labels = new Uint8Array(train.features.length / FEATURES);
    for (const target of train.targets) labels[target] = 1;
    await writeFile(join(folder, 'train.f32'), train.features);
    await writeFile(join(folder, 'test.f32'), test.features);
    await writeFile(join(folder, 'labels.u8'), labels);
    await writeFile(join(folder, 'oracle.py'), SCRIPT);
    const { trees, leavesMax, rate, leafRowsMin, l2 } = rules;
    const numbers = [ROWS, FEATURES, trees, leavesMax, rate, leafRowsMin, l2].map(String);
    await runToEnd({ program: found.python, args: [join(folder, 'oracle.py'), folder, ...numbers] });
    const bytes = await readFile(join(folder, 'scores.f64'));
    const theirs = measure(test, (row) => bytes.readDoubleLE(8 * row));
    const ours = measure(test, (row) => forestScore(forest, test.features, row * FEATURES));
    const chance = measure(test, (row) => row * 0.618 - Math.floor(row * 0.618));
    console.info(
      `HR@5 and MRR: ours ${ours.join(' ')}, LightGBM ${theirs.join(' ')}, chance ${chance.join(' ')}`,
    );
    ours.forEach((score, at) => {
      expect(Math.abs(score - (theirs[at] ?? 0))).toBeLessThan(0.3 * POINT);
      expect(score).toBeGreaterThan(1.5 * (chance[at] ?? 0));
    });
  });
});
