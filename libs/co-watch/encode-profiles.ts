import { PROFILE_TAIL_BYTES, SCALE_AT, TRAITS, type TraitRanges } from '#libs/blending';
import { DIMENSIONS, type TrainedEmbedding } from '#libs/learning';

/** The largest code of a vector's dimension and of a trait; the smallest is its opposite. */
const CODE_MAX = 127;

/**
 * Items as `ItemProfiles` holds them: unit vectors in steps of their largest value's 127th part, traits in steps of a 254th part of
 * what lies between the trait's smallest and largest.
 * @param traits items × TRAITS.length.
 */
export function encodeProfiles(
  traits: Float32Array,
  itemsCount: number,
  embedding: Pick<TrainedEmbedding, 'vectors'> | null,
): { profiles: Uint8Array; traitRanges: TraitRanges } {
  const dimensions = embedding ? DIMENSIONS : 0;
  const size = dimensions + PROFILE_TAIL_BYTES;
  const view = new DataView(new ArrayBuffer(itemsCount * size));
  const traitRanges = rangesOf(traits);
  for (let item = 0; item < itemsCount; item++) {
    const tail = item * size + dimensions;
    for (let at = 0; at < TRAITS.length; at++)
      view.setInt8(tail + at, stepsOf(traits[item * TRAITS.length + at] ?? 0, at, traitRanges));
    if (embedding) setVector(view, item * size, embedding.vectors, item);
  }
  return { profiles: new Uint8Array(view.buffer), traitRanges };
}

function rangesOf(traits: Float32Array): TraitRanges {
  const ranges = new Float32Array(2 * TRAITS.length);
  if (traits.length === 0) return ranges;
  for (let trait = 0; trait < TRAITS.length; trait++) {
    let [least, most] = [Infinity, -Infinity];
    for (let at = trait; at < traits.length; at += TRAITS.length) {
      least = Math.min(least, traits[at] ?? 0);
      most = Math.max(most, traits[at] ?? 0);
    }
    ranges[2 * trait] = (least + most) / 2;
    ranges[2 * trait + 1] = (most - least) / (2 * CODE_MAX);
  }
  return ranges;
}

function stepsOf(value: number, trait: number, ranges: TraitRanges): number {
  const step = ranges[2 * trait + 1] ?? 0;
  return step > 0 ? Math.round((value - (ranges[2 * trait] ?? 0)) / step) : 0;
}

function setVector(view: DataView, at: number, vectors: Float32Array, item: number): void {
  const from = item * DIMENSIONS;
  let most = 0;
  for (let d = 0; d < DIMENSIONS; d++) most = Math.max(most, Math.abs(vectors[from + d] ?? 0));
  const scale = Math.fround(most / CODE_MAX);
  view.setFloat32(at + DIMENSIONS + SCALE_AT, scale, true);
  if (scale === 0) return;
  for (let d = 0; d < DIMENSIONS; d++) view.setInt8(at + d, Math.round((vectors[from + d] ?? 0) / scale));
}
