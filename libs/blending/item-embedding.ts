import type { Direction } from './direction.js';
import type { ItemProfiles } from './item-profiles.js';

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

/**
 * Writes the unit vector of a session, all 0 where none of its items is known.
 * @param newestFirst indexes of the items, -1 where the tables do not know one.
 */
export function pointAtSession(
  unit: Float64Array,
  newestFirst: readonly number[],
  { lengths, placeWeights }: ItemEmbedding,
  profiles: ItemProfiles,
): void {
  const { dimensions } = profiles;
  unit.fill(0);
  const places = Math.min(newestFirst.length, placeWeights.length / dimensions);
  for (let place = 0; place < places; place++) {
    const index = newestFirst[place] ?? -1;
    if (index < 0) continue;
    const length = (lengths[index] ?? 0) * profiles.scaleOf(index);
    const weightAt = place * dimensions;
    for (let d = 0; d < dimensions; d++)
      unit[d] = (unit[d] ?? 0) + (placeWeights[weightAt + d] ?? 0) * length * profiles.vectorCode(index, d);
  }
  toUnit(unit);
}

/**
 * The unit vector of an item, to the last bit of its codes; all 0 for -1.
 * @param codes written and returned.
 */
export function pointAtItem(codes: Int16Array, index: number, profiles: ItemProfiles): Direction {
  if (index < 0) return { codes: codes.fill(0), step: 0 };
  codes.set(profiles.vectorCodes(index));
  return { codes, step: profiles.scaleOf(index) };
}

function toUnit(vector: Float64Array): void {
  const dimensions = vector.length;
  let square = 0;
  for (let d = 0; d < dimensions; d++) square += (vector[d] ?? 0) * (vector[d] ?? 0);
  if (square === 0) return;
  const length = Math.sqrt(square);
  for (let d = 0; d < dimensions; d++) vector[d] = (vector[d] ?? 0) / length;
}
