import {
  EVIDENCE,
  TRAITS,
  type Blend,
  type BlendWeights,
  type Decay,
  type InteractionWeights,
} from '#libs/blending';
import { minimize } from '../lbfgs.js';
import { MIXED, type BlendExamples } from './blend-examples.js';
import { blendLoss, layWeights, WEIGHTS } from './blend-loss.js';

/** Session lengths that have weights of their own: up to 1, 2, 4, 8, and longer. */
const LENGTHS: readonly (number | null)[] = [1, 2, 4, 8, null];
const SHRINKAGE = 5;
const STEPS_MAX = 60;
const PENALTIES = { shared: 2e-4, difference: 1e-3 };

/** @param length scored interactions of a session, 1 or more. */
export function bucketOf(length: number): number {
  return LENGTHS.findIndex((upTo) => upTo === null || length <= upTo);
}

/** Where fitting begins, and what examples are gathered with. */
export function startBlend(interactions: InteractionWeights): Blend {
  return blendOf([weightsOf(startWeights())], [null], interactions);
}

/** The weights that make the next items of the examples likely. Deterministic. */
export function fitBlend(
  examples: BlendExamples,
  interactions: InteractionWeights,
  onProgress: (share: number) => void = () => undefined,
): Blend {
  const start = logarithms(startWeights());
  const point = new Float64Array(WEIGHTS * (LENGTHS.length + 1));
  point.set(start);
  const loss = blendLoss(examples, start, LENGTHS.length, PENALTIES);
  const fitted = minimize(loss, point, STEPS_MAX, (steps) => onProgress(steps / STEPS_MAX)).point;
  const weights = new Float64Array(LENGTHS.length * WEIGHTS);
  layWeights(fitted, weights, LENGTHS.length);
  const byLength = LENGTHS.map((_, at) => weightsOf(weights.subarray(at * WEIGHTS, (at + 1) * WEIGHTS)));
  return blendOf(byLength, LENGTHS, interactions);
}

function startWeights(): Float64Array {
  const isDecay = (decay: Decay, kind: Decay['kind'], rate?: number): boolean =>
    decay.kind === kind && (decay.kind !== 'geometric' || decay.rate === rate);
  const mixed = EVIDENCE.map(({ column, decay }) => {
    if (column === 'fd' && isDecay(decay, 'reciprocal')) return 1;
    if (column === 'bd' && isDecay(decay, 'reciprocal')) return 0.5;
    if (column === 'f1' && isDecay(decay, 'geometric', 0.4)) return 1.5;
    return 0.01;
  });
  const again = [0.3, 0.3, 0.3, 0.05];
  const epsilon = 1e-3;
  const affinity = [3, 0];
  return Float64Array.from([...mixed, ...again, epsilon, ...affinity, ...TRAITS.map(() => 0)]);
}

function logarithms(weights: Float64Array): Float64Array {
  return weights.map((weight, at) => (at <= MIXED ? Math.log(weight) : weight));
}

function weightsOf(weights: Float64Array): BlendWeights {
  const at = (place: number): number => weights[place] ?? 0;
  const again = EVIDENCE.length;
  const added = MIXED + 1;
  return {
    terms: EVIDENCE.map((evidence, place) => ({ ...evidence, weight: at(place) })),
    again: { newest: at(again), second: at(again + 1), earlier: at(again + 2), repeated: at(again + 3) },
    epsilon: at(MIXED),
    affinity: { session: at(added), newest: at(added + 1) },
    traits: Object.fromEntries(TRAITS.map((name, place) => [name, at(added + 2 + place)])),
  };
}

function blendOf(
  byLength: readonly BlendWeights[],
  lengths: readonly (number | null)[],
  interactions: InteractionWeights,
): Blend {
  return {
    shrinkage: SHRINKAGE,
    interactions,
    byLength: byLength.map((weights, at) => ({ upTo: lengths[at] ?? null, weights })),
  };
}
