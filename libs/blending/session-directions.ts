import type { FoldedSession } from './folded-session.js';
import { itemDirection, sessionDirection, type ItemEmbedding } from './item-embedding.js';

/** Where a session points in the embedding: unit vectors, all 0 where nothing is known of it. */
export interface SessionDirections {
  readonly session: Float64Array;
  readonly newest: Float64Array;
  /** Both, times what the blend says they count: one product with an item's vector gives both terms of the score. */
  readonly blended: Float64Array;
}

const NOWHERE: SessionDirections = {
  session: new Float64Array(0),
  newest: new Float64Array(0),
  blended: new Float64Array(0),
};

export function directionsOf(
  { newestFirst, weights: { affinity } }: FoldedSession,
  embedding: ItemEmbedding | null,
): SessionDirections {
  if (!embedding) return NOWHERE;
  const session = sessionDirection(newestFirst, embedding);
  const newest = itemDirection(newestFirst[0] ?? -1, embedding);
  const blended = session.map((value, d) => affinity.session * value + affinity.newest * (newest[d] ?? 0));
  return { session, newest, blended };
}
