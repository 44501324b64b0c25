import type { ItemProfiles, TraitRanges, TraitWeights } from './item-profiles.js';

/**
 * What an embedding knows beside its items' vectors, which are in their profiles: the unit vector of item b has at d
 * profiles.scaleOf(b) · profiles.vectorCode(b, d). Items are near each other where sessions go from one to the other.
 */
export interface ItemEmbedding {
  /** What each vector was divided by, by item. */
  readonly lengths: Float32Array;
  /** Newest places of a session × dimensions: the session's vector is the sum over its places of weight ∘ item vector. */
  readonly placeWeights: Float32Array;
  /** itemsCount × nearestCount: the nearest items by cosine, nearest first. */
  readonly nearest: Uint32Array;
  readonly nearestCount: number;
}

/** A direction to multiply with item vectors: value d is step · codes[d]. No codes: nowhere. */
export interface Direction {
  readonly codes: Int16Array;
  readonly step: number;
}

/** The largest code of a direction. */
const CODE_MAX = 32_767;
/** What is smaller counts as 0: where doubles lose digits, steps of them would be wrong. */
const SMALLEST = 1e-290;

/**
 * The unit vector of a session, all 0 where none of its items is known.
 * @param newestFirst indexes of the items, -1 where the tables do not know one.
 */
export function sessionDirection(
  newestFirst: readonly number[],
  { lengths, placeWeights }: ItemEmbedding,
  profiles: ItemProfiles,
): Float64Array {
  const { dimensions } = profiles;
  const sum = new Float64Array(dimensions);
  const places = Math.min(newestFirst.length, placeWeights.length / dimensions);
  for (let place = 0; place < places; place++) {
    const index = newestFirst[place] ?? -1;
    if (index < 0) continue;
    const length = (lengths[index] ?? 0) * profiles.scaleOf(index);
    const weightAt = place * dimensions;
    for (let d = 0; d < dimensions; d++)
      sum[d] = (sum[d] ?? 0) + (placeWeights[weightAt + d] ?? 0) * length * profiles.vectorCode(index, d);
  }
  return toUnit(sum);
}

/** The unit vector of an item, to the last bit of its codes; all 0 for -1. */
export function itemDirection(index: number, profiles: ItemProfiles): Direction {
  if (index < 0) return { codes: new Int16Array(profiles.dimensions), step: 0 };
  return { codes: Int16Array.from(profiles.vectorCodes(index)), step: profiles.scaleOf(index) };
}

/** The nearest direction in 16 bits a dimension, in steps of the largest value's 32,767th part. */
export function directionOf(values: Float64Array): Direction {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  const codes = new Int16Array(values.length);
  if (most < SMALLEST) return { codes, step: 0 };
  const step = most / CODE_MAX;
  for (let d = 0; d < values.length; d++) codes[d] = Math.round((values[d] ?? 0) / step);
  return { codes, step };
}

/** What weights of traits come to on their codes. */
export function traitWeightsOf(weights: Float64Array, ranges: TraitRanges): TraitWeights {
  let base = 0;
  for (let at = 0; at < weights.length; at++) base += (weights[at] ?? 0) * (ranges[2 * at] ?? 0);
  return { ...directionOf(weights.map((weight, at) => weight * (ranges[2 * at + 1] ?? 0))), base };
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
