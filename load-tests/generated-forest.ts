import { CANDIDATE_FEATURES, type Forest } from '#libs/blending';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { uniformAroundZero } from './generated-random.js';

/** As many and as large as learning grows them. */
const TREES = 40;
const LEVELS = 4;
const NODES = 2 ** (LEVELS + 1) - 1;

/** Trees that ask for anything and say little: what they cost is that of trees that were learned. */
export function generatedForest(random: RandomGenerator): Forest {
  const nodes = TREES * NODES;
  const forest: Forest = {
    roots: Uint32Array.from({ length: TREES }, (_, tree) => tree * NODES),
    features: new Uint8Array(nodes),
    values: new Float32Array(nodes),
    lefts: new Uint32Array(nodes),
  };
  for (let node = 0; node < nodes; node++) {
    const place = node % NODES;
    const isLeaf = place >= 2 ** LEVELS - 1;
    forest.values[node] = uniformAroundZero(random) * (isLeaf ? 0.1 : 4);
    if (isLeaf) continue;
    forest.features[node] = (random.next() >>> 0) % CANDIDATE_FEATURES.length;
    // A tree by levels: the children of its place-th node are the places 2 · place + 1 and the next.
    forest.lefts[node] = node - place + 2 * place + 1;
  }
  return forest;
}
