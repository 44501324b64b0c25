/** Sessions as flat arrays, in order of their start. */
export interface ItemSequences {
  readonly itemsCount: number;
  /** Session s holds items[offsets[s]] … items[offsets[s + 1] - 1], oldest first. */
  readonly offsets: Uint32Array<ArrayBuffer>;
  /** Index of an item, below itemsCount. */
  readonly items: Uint32Array<ArrayBuffer>;
}

export const DIMENSIONS = 64;
/** Newest places of a session that its vector is made of. */
export const CONTEXT_PLACES = 12;

/** What training gives; two of them, of the same items, may follow one another. */
export interface Embedding {
  /** itemsCount × DIMENSIONS. */
  readonly vectors: Float32Array;
  /** CONTEXT_PLACES × DIMENSIONS: a session's vector is the sum over its places of weight ∘ item vector. */
  readonly placeWeights: Float32Array;
}

/** What training makes: unit vectors, what each was divided by, and each item's nearest others. */
export interface TrainedEmbedding extends Embedding {
  /** By item. */
  readonly lengths: Float32Array;
  /** items × nearestCount, nearest first. */
  readonly nearest: Uint32Array;
}
