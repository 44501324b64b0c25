/** Item vectors as scoring reads them: near each other where sessions go from one to the other. */
export interface ItemEmbedding {
  readonly dimensions: number;
  /** Unit vectors, itemsCount × dimensions. */
  readonly vectors: Float32Array;
  /** What each vector was divided by, by item. */
  readonly lengths: Float32Array;
  /** Newest places of a session × dimensions: the session's vector is the sum over its places of weight ∘ item vector. */
  readonly placeWeights: Float32Array;
  /** itemsCount × nearestCount: the nearest items by cosine, nearest first. */
  readonly nearest: Uint32Array;
  readonly nearestCount: number;
}

/**
 * The unit vector of a session, all 0 where none of its items is known.
 * @param newestFirst indexes of the items, -1 where the tables do not know one.
 */
export function sessionDirection(newestFirst: readonly number[], embedding: ItemEmbedding): Float64Array {
  const { dimensions, vectors, lengths, placeWeights } = embedding;
  const sum = new Float64Array(dimensions);
  const places = Math.min(newestFirst.length, placeWeights.length / dimensions);
  for (let place = 0; place < places; place++) {
    const index = newestFirst[place] ?? -1;
    if (index < 0) continue;
    const length = lengths[index] ?? 0;
    const weightAt = place * dimensions;
    const vectorAt = index * dimensions;
    for (let d = 0; d < dimensions; d++)
      sum[d] = (sum[d] ?? 0) + (placeWeights[weightAt + d] ?? 0) * length * (vectors[vectorAt + d] ?? 0);
  }
  return toUnit(sum);
}

/** The unit vector of an item, all 0 for -1. */
export function itemDirection(index: number, { dimensions, vectors }: ItemEmbedding): Float64Array {
  if (index < 0) return new Float64Array(dimensions);
  return Float64Array.from(vectors.subarray(index * dimensions, (index + 1) * dimensions));
}

/** The product with an item's unit vector, in four sums so that additions need not wait for one another. */
export function along(
  direction: Float64Array,
  index: number,
  { dimensions, vectors }: ItemEmbedding,
): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  const from = index * dimensions;
  for (let d = 0; d < dimensions; d += 4) {
    first += (direction[d] ?? 0) * (vectors[from + d] ?? 0);
    second += (direction[d + 1] ?? 0) * (vectors[from + d + 1] ?? 0);
    third += (direction[d + 2] ?? 0) * (vectors[from + d + 2] ?? 0);
    fourth += (direction[d + 3] ?? 0) * (vectors[from + d + 3] ?? 0);
  }
  return first + second + (third + fourth);
}

function toUnit(vector: Float64Array): Float64Array {
  let square = 0;
  for (const value of vector) square += value * value;
  if (square > 0) {
    const length = Math.sqrt(square);
    for (let d = 0; d < vector.length; d++) vector[d] = (vector[d] ?? 0) / length;
  }
  return vector;
}
