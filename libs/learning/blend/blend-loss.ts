import type { Differentiable } from '../lbfgs.js';
import { ADDED, MIXED, type BlendExamples } from './blend-examples.js';

/** Weights of one bucket: logarithms of the mix's and of epsilon, then those that are added as they are. */
export const WEIGHTS = MIXED + 1 + ADDED;
const WIDTH = MIXED + ADDED;

/** A candidate so unlikely does not move a weight: most are. */
const NEGLIGIBLE = 1e-7;

export interface BlendPenalties {
  /** Times the square of what all buckets share, less where it started. */
  readonly shared: number;
  /** Times the square of what a bucket has for itself. */
  readonly difference: number;
}

/**
 * Mean softmax loss of the first score over cases, plus penalties, as a function of shared weights and one difference a bucket:
 * point = shared (WEIGHTS values), then each bucket's difference.
 */
export function blendLoss(
  examples: BlendExamples,
  start: Float64Array,
  bucketsCount: number,
  penalties: BlendPenalties,
): Differentiable {
  const weights = new Float64Array(bucketsCount * WEIGHTS);
  const slopes = new Float64Array(bucketsCount * WEIGHTS);
  const scratch = new CaseScratch(longestCase(examples), spokenFor(examples));
  return (point, gradient) => {
    slopes.fill(0);
    layWeights(point, weights, bucketsCount);
    const cases = examples.targets.length;
    let loss = 0;
    for (let at = 0; at < cases; at++) loss += addCase(examples, at, weights, slopes, scratch);
    gradient.fill(0);
    for (let bucket = 0; bucket < bucketsCount; bucket++)
      for (let at = 0; at < WEIGHTS; at++) {
        // The chain rule through e^x, for the weights that are kept above zero.
        const through = at <= MIXED ? (weights[bucket * WEIGHTS + at] ?? 0) : 1;
        const slope = (through * (slopes[bucket * WEIGHTS + at] ?? 0)) / cases;
        gradient[at] = (gradient[at] ?? 0) + slope;
        gradient[(bucket + 1) * WEIGHTS + at] = slope;
      }
    return loss / cases + addPenalties(point, gradient, start, penalties);
  };
}

/** A bucket's weights: those of the mix as they are multiplied, not their logarithms. */
export function layWeights(point: Float64Array, weights: Float64Array, bucketsCount: number): void {
  for (let bucket = 0; bucket < bucketsCount; bucket++)
    for (let at = 0; at < WEIGHTS; at++) {
      const sum = (point[at] ?? 0) + (point[(bucket + 1) * WEIGHTS + at] ?? 0);
      weights[bucket * WEIGHTS + at] = at <= MIXED ? Math.exp(sum) : sum;
    }
}

class CaseScratch {
  readonly mixes: Float64Array;
  readonly shares: Float64Array;

  /** @param spoken 1 for rows whose mix is more than epsilon. */
  constructor(
    rows: number,
    readonly spoken: Uint8Array,
  ) {
    this.mixes = new Float64Array(rows);
    this.shares = new Float64Array(rows);
  }
}

/** A good part of candidates is there by the embedding or as favourites alone: no column says anything of them. */
function spokenFor({ rows }: BlendExamples): Uint8Array {
  const spoken = new Uint8Array(rows.length / WIDTH);
  for (let row = 0; row < spoken.length; row++)
    for (let i = 0; i < MIXED; i++) if (rows[row * WIDTH + i] !== 0) spoken[row] = 1;
  return spoken;
}

function longestCase({ offsets, targets }: BlendExamples): number {
  let longest = 0;
  for (let at = 0; at < targets.length; at++)
    longest = Math.max(longest, (offsets[at + 1] ?? 0) - (offsets[at] ?? 0));
  return longest;
}

/** @returns the case's loss; adds its slopes by the multiplied weights. */
function addCase(
  { rows, offsets, targets, buckets }: BlendExamples,
  at: number,
  weights: Float64Array,
  slopes: Float64Array,
  { mixes, shares, spoken }: CaseScratch,
): number {
  const [from, end] = [offsets[at] ?? 0, offsets[at + 1] ?? 0];
  const weightsAt = (buckets[at] ?? 0) * WEIGHTS;
  let best = -Infinity;
  for (let row = from; row < end; row++) {
    const rowAt = row * WIDTH;
    let mix = weights[weightsAt + MIXED] ?? 0;
    if (spoken[row] === 1)
      for (let i = 0; i < MIXED; i++) mix += (weights[weightsAt + i] ?? 0) * (rows[rowAt + i] ?? 0);
    let score = Math.log(mix);
    for (let i = 0; i < ADDED; i++)
      score += (weights[weightsAt + MIXED + 1 + i] ?? 0) * (rows[rowAt + MIXED + i] ?? 0);
    mixes[row - from] = mix;
    shares[row - from] = score;
    if (score > best) best = score;
  }
  let total = 0;
  for (let row = 0; row < end - from; row++) total += shares[row] = Math.exp((shares[row] ?? 0) - best);
  const target = (targets[at] ?? 0) - from;
  const loss = -Math.log((shares[target] ?? 0) / total);
  for (let row = 0; row < end - from; row++) {
    const slope = (shares[row] ?? 0) / total - (row === target ? 1 : 0);
    if (Math.abs(slope) < NEGLIGIBLE) continue;
    const mixSlope = slope / (mixes[row] ?? 1);
    slopes[weightsAt + MIXED] = (slopes[weightsAt + MIXED] ?? 0) + mixSlope;
    const rowAt = (from + row) * WIDTH;
    if (spoken[from + row] === 1) addMixed(rows, rowAt, mixSlope, slopes, weightsAt);
    addAdded(rows, rowAt + MIXED, slope, slopes, weightsAt + MIXED + 1);
  }
  return loss;
}

function addMixed(
  rows: Float32Array,
  from: number,
  mixSlope: number,
  slopes: Float64Array,
  to: number,
): void {
  for (let i = 0; i < MIXED; i++) slopes[to + i] = (slopes[to + i] ?? 0) + mixSlope * (rows[from + i] ?? 0);
}

function addAdded(rows: Float32Array, from: number, slope: number, slopes: Float64Array, to: number): void {
  for (let i = 0; i < ADDED; i++) slopes[to + i] = (slopes[to + i] ?? 0) + slope * (rows[from + i] ?? 0);
}

function addPenalties(
  point: Float64Array,
  gradient: Float64Array,
  start: Float64Array,
  { shared, difference }: BlendPenalties,
): number {
  let penalty = 0;
  for (let at = 0; at < point.length; at++) {
    const factor = at < WEIGHTS ? shared : difference;
    const off = (point[at] ?? 0) - (at < WEIGHTS ? (start[at] ?? 0) : 0);
    penalty += factor * off * off;
    gradient[at] = (gradient[at] ?? 0) + 2 * factor * off;
  }
  return penalty;
}
