import { DIMENSIONS, type Embedding, type ItemSequences, type TrainedEmbedding } from './embedding.js';
import { nearestItems } from './nearest-items.js';
import { trainEmbedding } from './train-embedding.js';

/** An embedding to train: plain data, so that it can be handed to a thread. */
export interface ItemEmbeddingJob {
  readonly sequences: ItemSequences;
  readonly seed: number;
  readonly passes: number;
  /** Newest pairs trained on. */
  readonly pairsMax: number;
  readonly nearestCount: number;
  readonly from?: Embedding | undefined;
}

/** @param onProgress told the share done, 0 to 1. */
export function runEmbeddingJob(
  job: ItemEmbeddingJob,
  onProgress: (share: number) => void,
): TrainedEmbedding {
  const { vectors, placeWeights } = trainEmbedding(job, (share) => onProgress(share * TRAINING_SHARE));
  const lengths = normalize(vectors);
  const nearestCount = Math.max(0, Math.min(job.nearestCount, job.sequences.itemsCount - 1));
  const nearest = nearestItems(vectors, nearestCount);
  onProgress(1);
  return { vectors, lengths, placeWeights, nearest };
}

/** Finding the nearest is the rest. */
const TRAINING_SHARE = 0.8;

/** Divides each vector by its length, in place. @returns the lengths. */
function normalize(vectors: Float32Array): Float32Array {
  const lengths = new Float32Array(vectors.length / DIMENSIONS);
  for (let item = 0; item < lengths.length; item++) {
    const from = item * DIMENSIONS;
    let square = 0;
    for (let d = 0; d < DIMENSIONS; d++) square += (vectors[from + d] ?? 0) ** 2;
    const length = Math.max(1e-12, Math.sqrt(square));
    lengths[item] = length;
    for (let d = 0; d < DIMENSIONS; d++) vectors[from + d] = (vectors[from + d] ?? 0) / length;
  }
  return lengths;
}
