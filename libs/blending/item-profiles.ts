import { directionOf, type Direction } from './direction.js';
import { TRAITS, type Trait } from './item-traits.js';
import { SCORED_INTERACTIONS_MAX } from './session-interaction.js';
import { startKernel, type ScoringKernel } from './scoring-kernel.js';

/** Of a profile after its vector: traits, then the vector's scale. */
export const PROFILE_TAIL_BYTES = 16;
/** Where the scale stands in the tail. */
export const SCALE_AT = 12;
/** What the kernel takes at a time of a vector. */
const PART_DIMENSIONS = 16;
/** Dimensions with which no product can leave 32 bits: 2^31 / (2^15 · 2^7). */
const DIMENSIONS_MAX = 512;
/** Items asked for at a time. */
const BLOCK_ITEMS = 1024;
const ITEMS_AT = (DIMENSIONS_MAX + PROFILE_TAIL_BYTES) * Int16Array.BYTES_PER_ELEMENT;
const RESULTS_AT = ITEMS_AT + BLOCK_ITEMS * Uint32Array.BYTES_PER_ELEMENT;
const PROFILES_AT = RESULTS_AT + BLOCK_ITEMS * Float64Array.BYTES_PER_ELEMENT;

/** What the traits of an item count, in steps: trait i counts step · codes[i] · its code, and all of them `base` more. */
export interface TraitWeights {
  readonly codes: Int16Array;
  readonly step: number;
  readonly base: number;
}

export const NO_TRAITS: TraitWeights = { codes: new Int16Array(TRAITS.length), step: 0, base: 0 };

/**
 * What scoring knows of each item by itself: its vector in the embedding, 8 bits a dimension, its traits, 8 bits each, and the vector's
 * scale, side by side, so that an item costs one wait for memory. They lie in the memory of the scoring kernel: they are written
 * there as they are read, and nothing is copied.
 */
export class ItemProfiles {
  /** Profile by profile. To be filled by whoever made this, on whatever thread; then left alone. */
  readonly bytes: Uint8Array<SharedArrayBuffer>;
  /** Bytes of a profile. */
  readonly size: number;
  private readonly codes: Int8Array;
  private readonly view: DataView;
  private readonly kernel: ScoringKernel;
  private readonly direction: Int16Array;
  private readonly items: Uint32Array;
  private readonly results: Float64Array;

  /**
   * @param dimensions of a vector: 0, or a multiple of 16 up to 512, see `canHold`.
   * @param itemsCount profiles; after them are some of 0, for items of a session that the tables do not know.
   */
  constructor(
    readonly dimensions: number,
    itemsCount: number,
  ) {
    this.size = dimensions + PROFILE_TAIL_BYTES;
    const bytes = PROFILES_AT + (itemsCount + SCORED_INTERACTIONS_MAX) * this.size;
    const { kernel, memory: buffer } = startKernel(bytes);
    this.kernel = kernel;
    this.direction = new Int16Array(buffer, 0, DIMENSIONS_MAX + PROFILE_TAIL_BYTES);
    this.items = new Uint32Array(buffer, ITEMS_AT, BLOCK_ITEMS);
    this.results = new Float64Array(buffer, RESULTS_AT, BLOCK_ITEMS);
    this.bytes = new Uint8Array(buffer, PROFILES_AT, itemsCount * this.size);
    this.codes = new Int8Array(buffer, PROFILES_AT, itemsCount * this.size);
    this.view = new DataView(buffer, PROFILES_AT, itemsCount * this.size);
  }

  static canHold(dimensions: number): boolean {
    return dimensions >= 0 && dimensions <= DIMENSIONS_MAX && dimensions % PART_DIMENSIONS === 0;
  }

  /** @returns dimension d of an item's vector, in steps of its scale. */
  vectorCode(item: number, d: number): number {
    return this.codes[item * this.size + d] ?? 0;
  }

  /** @returns an item's vector, in steps of its scale. */
  vectorCodes(item: number): Int8Array {
    return this.codes.subarray(item * this.size, item * this.size + this.dimensions);
  }

  scaleOf(item: number): number {
    return this.view.getFloat32(item * this.size + this.dimensions + SCALE_AT, true);
  }

  /** @param trait its place in TRAITS. */
  traitCode(item: number, trait: number): number {
    return this.codes[item * this.size + this.dimensions + trait] ?? 0;
  }

  /**
   * The products of a direction with the vectors of items `from` … `end - 1` of a list, at most 1,024 of them, and what their traits
   * count.
   * @param direction of as many dimensions as the vectors have, or of none.
   * @returns one number an item of the list, the first at 0; of no meaning for items without a profile; valid until asked again.
   */
  scores(
    direction: Direction,
    traits: TraitWeights,
    items: Uint32Array,
    from: number,
    end: number,
  ): Float64Array {
    if (end <= from) return this.results;
    const { dimensions, size } = this;
    this.direction.set(direction.codes);
    this.direction.set(traits.codes, dimensions);
    this.items.set(items.subarray(from, end));
    const itemsEnd = ITEMS_AT + (end - from) * Uint32Array.BYTES_PER_ELEMENT;
    this.kernel.scoreItems(
      0,
      dimensions,
      PROFILES_AT,
      size,
      ITEMS_AT,
      itemsEnd,
      RESULTS_AT,
      direction.step,
      traits.base,
      traits.step,
    );
    return this.results;
  }
}

/** @returns where a block of a list that begins at `from` ends. */
export function blockEnd(from: number, count: number): number {
  return Math.min(count, from + BLOCK_ITEMS);
}

/** What codes of traits stand for: of each trait in TRAITS, its middle and its step. */
export type TraitRanges = Float32Array;

/** @returns a trait of an item in single precision, the same for serving and for learning. */
export function traitOf(
  { profiles, traitRanges }: { readonly profiles: ItemProfiles; readonly traitRanges: TraitRanges },
  item: number,
  trait: number,
): number {
  const middle = traitRanges[2 * trait] ?? 0;
  const step = traitRanges[2 * trait + 1] ?? 0;
  return Math.fround(middle + step * profiles.traitCode(item, trait));
}

const TRAIT_PLACES = Object.fromEntries(TRAITS.map((name, at) => [name, at])) as Record<Trait, number>;

export function traitPlace(trait: Trait): number {
  return TRAIT_PLACES[trait];
}

/** What weights of traits come to on their codes. */
export function traitWeightsOf(weights: Float64Array, ranges: TraitRanges): TraitWeights {
  let base = 0;
  for (let at = 0; at < weights.length; at++) base += (weights[at] ?? 0) * (ranges[2 * at] ?? 0);
  return { ...directionOf(weights.map((weight, at) => weight * (ranges[2 * at + 1] ?? 0))), base };
}
