import type { Random } from '../random.js';
import { shuffle } from '../random.js';
import type { ItemSequences } from './embedding.js';

/** All (prefix, next item) pairs of sessions, each named by where its next item stands in the sequences. */
export interface TrainingPairs {
  readonly places: Uint32Array;
  /** Where the session of a place begins, by place in the sequences. */
  readonly startOf: Uint32Array;
  /** How often an item is the next item, as a share of the pairs. */
  readonly nextShares: Float64Array;
}

/** @param pairsMax takes the newest pairs where there are more. */
export function trainingPairs(
  { itemsCount, offsets, items }: ItemSequences,
  pairsMax: number,
): TrainingPairs {
  const startOf = new Uint32Array(items.length);
  // As many as there can be at most: a list that grows would take three times the memory while it does.
  const all = new Uint32Array(items.length);
  let count = 0;
  for (let session = 0; session + 1 < offsets.length; session++) {
    const [start, end] = [offsets[session] ?? 0, offsets[session + 1] ?? 0];
    startOf.fill(start, start, end);
    for (let place = start + 1; place < end; place++) all[count++] = place;
  }
  const places = all.slice(Math.max(0, count - pairsMax), count);
  const nextShares = new Float64Array(itemsCount);
  for (const place of places) nextShares[items[place] ?? 0] = (nextShares[items[place] ?? 0] ?? 0) + 1;
  return { places, startOf, nextShares: nextShares.map((count) => count / places.length) };
}

/** The pairs of one pass in random order. */
export function shuffledPairs({ places }: TrainingPairs, random: Random): Uint32Array {
  const shuffled = places.slice();
  shuffle(shuffled, random);
  return shuffled;
}
