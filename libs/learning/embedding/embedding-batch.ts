import type { Random } from '../random.js';
import { CONTEXT_PLACES, DIMENSIONS, type Embedding, type ItemSequences } from './embedding.js';
import type { NegativeSampler } from './negative-sampler.js';
import type { RowGradients } from './row-gradients.js';
import { SimdKernel, type Matrix } from './simd-kernel.js';
import type { TrainingPairs } from './training-pairs.js';

/** Pairs of a batch. */
export const BATCH_PAIRS = 512;
/** Items drawn beside the batch's next items. */
const DRAWN = 256;
const CANDIDATES_MAX = BATCH_PAIRS + DRAWN;
/** A score is this times the cosine. */
const SCALE = 12;
/** Share of older items that a prefix loses in training. */
const DROPPED = 0.1;
/** Added to the score of places that no candidate fills: e^-100 is nothing. */
const NOBODY = -100;

/** What a batch adds to: the gradient of the mean loss times √batch. */
export interface EmbeddingGradients {
  readonly items: RowGradients;
  /** CONTEXT_PLACES × DIMENSIONS. */
  readonly places: Float32Array;
}

/**
 * One batch forward and back. Loss: sampled softmax over the batch's next items and some drawn ones, each candidate's score
 * lowered by the logarithm of how likely it was to be among them (Bengio and Senécal 2008).
 */
export class EmbeddingBatch {
  private readonly kernel: SimdKernel;
  private readonly prefixes: Matrix;
  private readonly prefixGradients: Matrix;
  private readonly candidates: Matrix;
  private readonly candidatesAcross: Matrix;
  private readonly candidateGradients: Matrix;
  private readonly shares: Matrix;
  private readonly bias: Matrix;
  private readonly candidateItems = new Uint32Array(CANDIDATES_MAX);
  private readonly candidateLengths = new Float64Array(CANDIDATES_MAX);
  private readonly prefixLengths = new Float64Array(BATCH_PAIRS);
  /** Item at each place of each prefix plus 1, 0 where there is none. */
  private readonly context = new Uint32Array(BATCH_PAIRS * CONTEXT_PLACES);
  private readonly targets = new Uint32Array(BATCH_PAIRS);
  private readonly candidateOf: Int32Array;
  private candidatesCount = 0;

  constructor(
    private readonly sequences: ItemSequences,
    private readonly pairs: TrainingPairs,
    private readonly sampler: NegativeSampler,
  ) {
    const kernel = (this.kernel = new SimdKernel({
      prefixes: [BATCH_PAIRS, DIMENSIONS],
      prefixGradients: [BATCH_PAIRS, DIMENSIONS],
      candidates: [CANDIDATES_MAX, DIMENSIONS],
      candidatesAcross: [DIMENSIONS, CANDIDATES_MAX],
      candidateGradients: [CANDIDATES_MAX, DIMENSIONS],
      shares: [BATCH_PAIRS, CANDIDATES_MAX],
      bias: [1, CANDIDATES_MAX],
    }));
    this.prefixes = kernel.matrix('prefixes');
    this.prefixGradients = kernel.matrix('prefixGradients');
    this.candidates = kernel.matrix('candidates');
    this.candidatesAcross = kernel.matrix('candidatesAcross');
    this.candidateGradients = kernel.matrix('candidateGradients');
    this.shares = kernel.matrix('shares');
    this.bias = kernel.matrix('bias');
    this.candidateOf = new Int32Array(sequences.itemsCount).fill(-1);
  }

  /**
   * @param places of at most BATCH_PAIRS pairs.
   * @returns the sum of their losses.
   */
  addGradients(
    places: Uint32Array,
    embedding: Embedding,
    gradients: EmbeddingGradients,
    random: Random,
  ): number {
    this.chooseCandidates(places, random);
    this.layCandidates(embedding);
    this.layPrefixes(places, embedding, random);
    const loss = this.layShares(places.length);
    this.pushCandidates(places.length, gradients);
    this.pushPrefixes(places.length, embedding, gradients);
    for (let at = 0; at < this.candidatesCount; at++) this.candidateOf[this.candidateItems[at] ?? 0] = -1;
    return loss;
  }

  private chooseCandidates(places: Uint32Array, random: Random): void {
    this.candidatesCount = 0;
    places.forEach((place, row) => {
      this.targets[row] = this.candidate(this.sequences.items[place] ?? 0);
    });
    for (let draw = 0; draw < DRAWN; draw++) this.candidate(this.sampler.draw(random));
  }

  private candidate(item: number): number {
    const known = this.candidateOf[item] ?? -1;
    if (known >= 0) return known;
    const at = this.candidatesCount++;
    this.candidateOf[item] = at;
    this.candidateItems[at] = item;
    return at;
  }

  private layCandidates({ vectors }: Embedding): void {
    const { values } = this.candidates;
    const across = this.candidatesAcross.values;
    this.bias.values.fill(NOBODY);
    for (let at = 0; at < this.candidatesCount; at++) {
      const item = this.candidateItems[at] ?? 0;
      const length = lengthOf(vectors, item * DIMENSIONS);
      this.candidateLengths[at] = length;
      for (let dimension = 0; dimension < DIMENSIONS; dimension++) {
        const value = (vectors[item * DIMENSIONS + dimension] ?? 0) / length;
        values[at * DIMENSIONS + dimension] = value;
        across[dimension * CANDIDATES_MAX + at] = value;
      }
      const expected =
        DRAWN * (this.sampler.shares[item] ?? 0) + BATCH_PAIRS * (this.pairs.nextShares[item] ?? 0);
      this.bias.values[at] = -Math.log(Math.min(1, expected));
    }
  }

  private layPrefixes(places: Uint32Array, { vectors, placeWeights }: Embedding, random: Random): void {
    const { values } = this.prefixes;
    values.fill(0);
    this.context.fill(0);
    places.forEach((place, row) => {
      const first = this.pairs.startOf[place] ?? 0;
      const depth = Math.min(CONTEXT_PLACES, place - first);
      for (let k = 0; k < depth; k++) {
        if (k > 0 && random.unit() < DROPPED) continue;
        const item = this.sequences.items[place - 1 - k] ?? 0;
        this.context[row * CONTEXT_PLACES + k] = item + 1;
        addProduct(values, row, placeWeights, k * DIMENSIONS, vectors, item * DIMENSIONS);
      }
      const length = lengthOf(values, row * DIMENSIONS);
      this.prefixLengths[row] = length;
      for (let at = row * DIMENSIONS; at < (row + 1) * DIMENSIONS; at++)
        values[at] = (SCALE * (values[at] ?? 0)) / length;
    });
  }

  /** Fills `shares` with the gradient of the loss by the scores. */
  private layShares(pairsCount: number): number {
    const rows = upTo(4, pairsCount);
    const columns = upTo(8, this.candidatesCount);
    this.kernel.multiply(this.prefixes, this.candidatesAcross, this.shares, rows, columns, DIMENSIONS);
    this.kernel.softmax(this.shares, this.bias, rows, columns);
    const { values } = this.shares;
    let loss = 0;
    for (let row = 0; row < pairsCount; row++) {
      const at = row * CANDIDATES_MAX + (this.targets[row] ?? 0);
      loss -= Math.log(Math.max(1e-30, values[at] ?? 0));
      values[at] = (values[at] ?? 0) - 1;
    }
    values.fill(0, pairsCount * CANDIDATES_MAX, rows * CANDIDATES_MAX);
    return loss;
  }

  private pushCandidates(pairsCount: number, gradients: EmbeddingGradients): void {
    const rows = upTo(4, this.candidatesCount);
    this.kernel.multiplyTransposed(
      this.shares,
      this.prefixes,
      this.candidateGradients,
      rows,
      DIMENSIONS,
      upTo(4, pairsCount),
    );
    const factor = 1 / Math.sqrt(pairsCount);
    const sums = gradients.items.values;
    for (let at = 0; at < this.candidatesCount; at++) {
      const to = gradients.items.placeOf(this.candidateItems[at] ?? 0);
      const from = at * DIMENSIONS;
      const along = dot(this.candidateGradients.values, this.candidates.values, from);
      const share = factor / (this.candidateLengths[at] ?? 1);
      for (let d = 0; d < DIMENSIONS; d++) {
        const across =
          (this.candidateGradients.values[from + d] ?? 0) - along * (this.candidates.values[from + d] ?? 0);
        sums[to + d] = (sums[to + d] ?? 0) + share * across;
      }
    }
  }

  private pushPrefixes(pairsCount: number, embedding: Embedding, gradients: EmbeddingGradients): void {
    this.kernel.multiply(
      this.shares,
      this.candidates,
      this.prefixGradients,
      upTo(4, pairsCount),
      DIMENSIONS,
      this.candidatesCount,
    );
    const factor = 1 / Math.sqrt(pairsCount);
    const { values } = this.prefixGradients;
    for (let row = 0; row < pairsCount; row++) {
      const from = row * DIMENSIONS;
      // Prefixes lie there times SCALE: the product is SCALE × what it would be for unit vectors.
      const along = dot(values, this.prefixes.values, from) / SCALE;
      const share = (factor * SCALE) / (this.prefixLengths[row] ?? 1);
      for (let d = 0; d < DIMENSIONS; d++)
        values[from + d] =
          share * ((values[from + d] ?? 0) - (along * (this.prefixes.values[from + d] ?? 0)) / SCALE);
      for (let k = 0; k < CONTEXT_PLACES; k++) {
        const item = (this.context[row * CONTEXT_PLACES + k] ?? 0) - 1;
        if (item >= 0) pushPlace(values, from, item, k, embedding, gradients);
      }
    }
  }
}

/** Adds weight ∘ vector to a row of `sums`. */
function addProduct(
  sums: Float32Array,
  row: number,
  weights: Float32Array,
  weightsAt: number,
  vectors: Float32Array,
  vectorAt: number,
): void {
  const to = row * DIMENSIONS;
  for (let d = 0; d < DIMENSIONS; d++)
    sums[to + d] = (sums[to + d] ?? 0) + (weights[weightsAt + d] ?? 0) * (vectors[vectorAt + d] ?? 0);
}

function pushPlace(
  gradient: Float32Array,
  from: number,
  item: number,
  place: number,
  { vectors, placeWeights }: Embedding,
  gradients: EmbeddingGradients,
): void {
  const to = gradients.items.placeOf(item);
  const sums = gradients.items.values;
  const { places } = gradients;
  for (let d = 0; d < DIMENSIONS; d++) {
    const slope = gradient[from + d] ?? 0;
    const weightAt = place * DIMENSIONS + d;
    sums[to + d] = (sums[to + d] ?? 0) + slope * (placeWeights[weightAt] ?? 0);
    places[weightAt] = (places[weightAt] ?? 0) + slope * (vectors[item * DIMENSIONS + d] ?? 0);
  }
}

/** Never 0, so that it can be divided by. */
function lengthOf(values: Float32Array, from: number): number {
  let square = 0;
  for (let d = 0; d < DIMENSIONS; d++) square += (values[from + d] ?? 0) ** 2;
  return Math.max(1e-12, Math.sqrt(square));
}

function dot(a: Float32Array, b: Float32Array, from: number): number {
  let sum = 0;
  for (let d = 0; d < DIMENSIONS; d++) sum += (a[from + d] ?? 0) * (b[from + d] ?? 0);
  return sum;
}

function upTo(multiple: number, count: number): number {
  return Math.ceil(count / multiple) * multiple;
}
