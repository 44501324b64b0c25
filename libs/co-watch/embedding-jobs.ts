import {
  DIMENSIONS,
  type Embedding,
  type ItemEmbeddingJob,
  type ItemSequences,
  type TrainedEmbedding,
} from '#libs/learning';
import type { PairCounts } from './count-pairs.js';
import type { RecordedHistory } from './recorded-history.js';

const PASSES = 3;
/** Where training goes on from the embedding of an older part of the same history. */
const WARM_PASSES = 2;
const NEAREST_COUNT = 40;
/** Pairs a pass is trained on at most, and more for more items: a large history takes no longer than its catalogue asks for. */
const PAIRS_MAX = 1_000_000;
const PAIRS_PER_ITEM = 25;

/** An embedding that is there already, and whose items it is of. */
export interface WarmStart {
  readonly embedding: TrainedEmbedding;
  readonly items: readonly string[];
}

/** @param sessionsMax trains on that many of the oldest sessions. */
export function embeddingJob(
  history: RecordedHistory,
  { items }: Pick<PairCounts, 'items'>,
  sessionsMax: number,
  seed: number,
  warm?: WarmStart,
): ItemEmbeddingJob {
  const indexOf = new Map(items.map((item, index) => [item, index]));
  return {
    sequences: sequencesOf(history, indexOf, sessionsMax),
    seed,
    passes: warm ? WARM_PASSES : PASSES,
    pairsMax: pairsMaxOf(items.length),
    nearestCount: NEAREST_COUNT,
    from: warm && movedTo(indexOf, warm),
  };
}

/** Pairs that one pass is trained on at most. */
export function pairsMaxOf(itemsCount: number): number {
  return Math.max(PAIRS_MAX, PAIRS_PER_ITEM * itemsCount);
}

function sequencesOf(
  { offsets, items, names }: RecordedHistory,
  indexOf: ReadonlyMap<string, number>,
  sessionsMax: number,
): ItemSequences {
  const indexes = Uint32Array.from(names, (name) => indexOf.get(name) ?? 0);
  const kept = offsets.slice(0, sessionsMax + 1);
  return {
    itemsCount: indexOf.size,
    offsets: kept,
    items: items.slice(0, kept.at(-1)).map((code) => indexes[code] ?? 0),
  };
}

/** The vectors under the items' new indexes, at their full length; 0 for items that had none. */
function movedTo(indexOf: ReadonlyMap<string, number>, { embedding, items }: WarmStart): Embedding {
  const vectors = new Float32Array(indexOf.size * DIMENSIONS);
  items.forEach((item, before) => {
    const index = indexOf.get(item);
    if (index === undefined) return;
    const length = embedding.lengths[before] ?? 0;
    for (let d = 0; d < DIMENSIONS; d++)
      vectors[index * DIMENSIONS + d] = length * (embedding.vectors[before * DIMENSIONS + d] ?? 0);
  });
  return { vectors, placeWeights: embedding.placeWeights.slice() };
}
