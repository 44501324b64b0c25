import { randomOf, type Random } from '../random.js';
import { RowAdagrad } from './adagrad.js';
import { BATCH_PAIRS, EmbeddingBatch } from './embedding-batch.js';
import { CONTEXT_PLACES, DIMENSIONS, type Embedding, type ItemSequences } from './embedding.js';
import { RowGradients } from './row-gradients.js';
import { NegativeSampler } from './negative-sampler.js';
import { shuffledPairs, trainingPairs } from './training-pairs.js';

export interface EmbeddingTraining {
  readonly sequences: ItemSequences;
  readonly seed: number;
  readonly passes: number;
  /** Newest pairs trained on. */
  readonly pairsMax: number;
  /** Where training begins, but for vectors that are 0; left out: random vectors. */
  readonly from?: Embedding | undefined;
}

const ITEM_RATE = 0.1;
const PLACE_RATE = 0.02;
const FIRST_DECAY = 0.6;

/**
 * Item vectors by sampled softmax: a session's vector is to lie near its next item's and away from others'. Deterministic for a
 * seed, on any machine.
 * @param onProgress told the share done, 0 to 1, after each batch.
 */
export function trainEmbedding(
  training: EmbeddingTraining,
  onProgress: (share: number) => void = () => undefined,
): Embedding {
  const { sequences, seed, passes, pairsMax } = training;
  const random = randomOf(seed);
  const embedding = untrained(sequences.itemsCount, random);
  if (training.from) goOnFrom(training.from, embedding);
  const pairs = trainingPairs(sequences, pairsMax);
  const batch = new EmbeddingBatch(sequences, pairs, new NegativeSampler(sequences));
  const items = new RowAdagrad(embedding.vectors, ITEM_RATE);
  const places = new RowAdagrad(embedding.placeWeights, PLACE_RATE);
  const gradients = {
    items: new RowGradients(sequences.itemsCount, BATCH_PAIRS * (CONTEXT_PLACES + 2)),
    places: new Float32Array(CONTEXT_PLACES * DIMENSIONS),
  };
  for (let pass = 0; pass < passes; pass++) {
    const shuffled = shuffledPairs(pairs, random);
    for (let from = 0; from < shuffled.length; from += BATCH_PAIRS) {
      gradients.places.fill(0);
      batch.addGradients(shuffled.subarray(from, from + BATCH_PAIRS), embedding, gradients, random);
      gradients.items.drain((row, place) => items.step(row, gradients.items.values, place));
      for (let place = 0; place < CONTEXT_PLACES; place++)
        places.step(place, gradients.places, place * DIMENSIONS);
      onProgress((pass + Math.min(1, (from + BATCH_PAIRS) / shuffled.length)) / passes);
    }
  }
  return embedding;
}

/** Every coordinate uniform with variance 1 / DIMENSIONS, so that a vector's length is about 1. */
function untrained(itemsCount: number, random: Random): Embedding {
  const vectors = new Float32Array(itemsCount * DIMENSIONS);
  const reach = Math.sqrt(3 / DIMENSIONS);
  for (let at = 0; at < vectors.length; at++) vectors[at] = reach * (2 * random.unit() - 1);
  const placeWeights = new Float32Array(CONTEXT_PLACES * DIMENSIONS);
  let weight = 1;
  for (let place = 0; place < CONTEXT_PLACES; place++) {
    placeWeights.fill(weight, place * DIMENSIONS, (place + 1) * DIMENSIONS);
    weight *= FIRST_DECAY;
  }
  return { vectors, placeWeights };
}

function goOnFrom({ vectors, placeWeights }: Embedding, embedding: Embedding): void {
  vectors.forEach((value, at) => {
    if (value !== 0) embedding.vectors[at] = value;
  });
  embedding.placeWeights.set(placeWeights);
}
