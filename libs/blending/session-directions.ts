import type { FoldedSession } from './folded-session.js';
import type { CoWatchTables } from './co-watch-tables.js';
import { directionOf, type Direction } from './direction.js';
import { pointAtItem, pointAtSession } from './item-embedding.js';

const NONE: Direction = { codes: new Int16Array(0), step: 0 };

/**
 * Where a session points in the embedding, all 0 where nothing is known of it. The arrays are a blender's own and written anew for each session,
 * since arrays of more than 64 bytes are not made on the heap: what that won is in docs/decisions/hot-read-path.md.
 */
export class SessionDirections {
  /** A unit vector. */
  newest: Direction = NONE;
  /** Session and newest item, times what the blend says they count: one product with an item's vector gives both terms of the score. */
  blended: Direction = NONE;
  private readonly unit: Float64Array;
  private readonly sum: Float64Array;
  private readonly codes: Readonly<Record<'session' | 'newest' | 'blended', Int16Array>>;

  constructor(private readonly tables: CoWatchTables) {
    const { dimensions } = tables.profiles;
    this.unit = new Float64Array(dimensions);
    this.sum = new Float64Array(dimensions);
    const codes = (): Int16Array => new Int16Array(dimensions);
    this.codes = { session: codes(), newest: codes(), blended: codes() };
  }

  /** Turns to where another session points. */
  turnTo({ newestFirst, weights: { affinity } }: FoldedSession): void {
    const { unit, sum, codes } = this;
    const { embedding, profiles } = this.tables;
    if (!embedding) return;
    pointAtSession(unit, newestFirst, embedding, profiles);
    this.newest = pointAtItem(codes.newest, newestFirst[0] ?? -1, profiles);
    const newestWeight = affinity.newest * this.newest.step;
    for (let d = 0; d < sum.length; d++)
      sum[d] = affinity.session * (unit[d] ?? 0) + newestWeight * (codes.newest[d] ?? 0);
    this.blended = directionOf(sum, codes.blended);
  }

  /** @returns the session's alone: a unit vector. */
  session(): Direction {
    return directionOf(this.unit, this.codes.session);
  }
}
