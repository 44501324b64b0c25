import { describe, expect, it } from 'vitest';
import { randomOf, type Random } from '../random.js';
import { EmbeddingBatch } from './embedding-batch.js';
import { CONTEXT_PLACES, DIMENSIONS, type Embedding, type ItemSequences } from './embedding.js';
import { NegativeSampler } from './negative-sampler.js';
import { RowGradients } from './row-gradients.js';
import { trainingPairs } from './training-pairs.js';

const ITEMS = 30;

/** Sessions of three to six of thirty items. */
function sequencesOf(random: Random): ItemSequences {
  const sessions = Array.from({ length: 12 }, () =>
    Array.from({ length: 3 + random.below(4) }, () => random.below(ITEMS)),
  );
  const offsets = new Uint32Array(sessions.length + 1);
  sessions.forEach(({ length }, at) => (offsets[at + 1] = (offsets[at] ?? 0) + length));
  return { itemsCount: ITEMS, offsets, items: Uint32Array.from(sessions.flat()) };
}

function embeddingOf(random: Random): Embedding {
  const values = (length: number): Float32Array => Float32Array.from({ length }, () => 2 * random.unit() - 1);
  return { vectors: values(ITEMS * DIMENSIONS), placeWeights: values(CONTEXT_PLACES * DIMENSIONS) };
}

describe('EmbeddingBatch', () => {
  it('has the gradient that finite differences have, for items and for places', () => {
    const sequences = sequencesOf(randomOf(1));
    const pairs = trainingPairs(sequences, 1000);
    const embedding = embeddingOf(randomOf(2));
    const batch = new EmbeddingBatch(sequences, pairs, new NegativeSampler(sequences));
    const gradients = {
      items: new RowGradients(ITEMS, 1000),
      places: new Float32Array(CONTEXT_PLACES * DIMENSIONS),
    };
    // The same random numbers each time: the same drawn candidates, the same dropped items.
    const lossAt = (): number => {
      const loss = batch.addGradients(pairs.places, embedding, gradients, randomOf(3));
      gradients.items.drain(() => undefined);
      return loss;
    };
    batch.addGradients(pairs.places, embedding, gradients, randomOf(3));
    const ofItems = new Float64Array(ITEMS * DIMENSIONS);
    gradients.items.drain((row, place) => {
      ofItems.set(gradients.items.values.subarray(place, place + DIMENSIONS), row * DIMENSIONS);
    });
    const ofPlaces = gradients.places.slice();
    const scale = Math.sqrt(pairs.places.length);
    for (const [values, slopes] of [
      [embedding.vectors, ofItems],
      [embedding.placeWeights, ofPlaces],
    ] as const) {
      const places = Array.from({ length: 40 }, (_, at) => (3 + at * 97) % values.length);
      const computed = places.map((at) => (slopes[at] ?? 0) * scale);
      const differences = places.map((at) => differenceAt(values, at, lossAt));
      expect(lengthOf(computed)).toBeGreaterThan(0.5);
      const off = computed.map((slope, at) => slope - (differences[at] ?? 0));
      expect(lengthOf(off) / lengthOf(computed)).toBeLessThan(0.005);
    }
  });
});

/** In single precision a small step drowns in rounding: a wide one, its error the cube of it. */
const STEP = 0.02;

function lengthOf(values: readonly number[]): number {
  return Math.hypot(...values);
}

function differenceAt(values: Float32Array, at: number, lossAt: () => number): number {
  const before = values[at] ?? 0;
  values[at] = before + STEP;
  const above = lossAt();
  values[at] = before - STEP;
  const below = lossAt();
  values[at] = before;
  return (above - below) / (2 * STEP);
}
