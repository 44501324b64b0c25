import type { FoldedSession } from './folded-session.js';
import type { CoWatchTables } from './co-watch-tables.js';
import { directionOf, type Direction } from './direction.js';
import { itemDirection, sessionDirection } from './item-embedding.js';

/** Where a session points in the embedding, all 0 where nothing is known of it. */
export interface SessionDirections {
  /** A unit vector. */
  readonly session: Float64Array;
  /** A unit vector. */
  readonly newest: Direction;
  /** Both, times what the blend says they count: one product with an item's vector gives both terms of the score. */
  readonly blended: Direction;
}

const NONE: Direction = { codes: new Int16Array(0), step: 0 };
const NOWHERE: SessionDirections = { session: new Float64Array(0), newest: NONE, blended: NONE };

export function directionsOf(
  { newestFirst, weights: { affinity } }: FoldedSession,
  { embedding, profiles }: CoWatchTables,
): SessionDirections {
  if (!embedding) return NOWHERE;
  const session = sessionDirection(newestFirst, embedding, profiles);
  const newest = itemDirection(newestFirst[0] ?? -1, profiles);
  const newestWeight = affinity.newest * newest.step;
  const blended = new Float64Array(session.length);
  for (let d = 0; d < blended.length; d++)
    blended[d] = affinity.session * (session[d] ?? 0) + newestWeight * (newest.codes[d] ?? 0);
  return { session, newest, blended: directionOf(blended) };
}
