import type { TrainingSessions } from '../training-sessions.js';

/** A distinct item of the session that is ranked, and what sharing it counts. */
export interface SharedItem {
  readonly item: number;
  readonly weight: number;
}

export interface NearSession {
  readonly session: number;
  readonly similarity: number;
}

/**
 * Training sessions that share items with a session: the newest ones, and of those the most similar. Works on arrays as long
 * as there are sessions, of which only those that share an item are looked at.
 */
export class NearSessions {
  private readonly shared: Float64Array;

  constructor(
    private readonly training: TrainingSessions,
    private readonly bounds: {
      /** Newest sessions that are compared. */
      readonly compared: number;
      /** Most similar ones that are kept; ties go to the newer session. */
      readonly kept: number;
    },
  ) {
    this.shared = new Float64Array(training.sessionsCount);
  }

  /**
   * @param items distinct, of weights above 0.
   * @param similarityOf from the sum of the shared items' weights; more than 0, or 0 where it underflows.
   */
  find(
    items: readonly SharedItem[],
    similarityOf: (sharedWeight: number, session: number) => number,
  ): NearSession[] {
    const found = this.sharing(items);
    const newestFirst = Uint32Array.from(found).sort().reverse();
    const near = Array.from(newestFirst.subarray(0, this.bounds.compared), (session) => ({
      session,
      similarity: similarityOf(this.shared[session] ?? 0, session),
    }));
    for (const session of found) this.shared[session] = 0;
    return mostSimilar(near, this.bounds.kept);
  }

  /** The newest sessions of each item: with all of them, certainly the newest of all. */
  private sharing(items: readonly SharedItem[]): number[] {
    const { offsets, values } = this.training.sessionsOf;
    const found: number[] = [];
    for (const { item, weight } of items) {
      const from = offsets[item] ?? 0;
      const to = Math.min(offsets[item + 1] ?? 0, from + this.bounds.compared);
      for (let at = from; at < to; at++) {
        const session = values[at] ?? 0;
        const before = this.shared[session] ?? 0;
        if (before === 0) found.push(session);
        this.shared[session] = before + weight;
      }
    }
    return found;
  }
}

/** @param newestFirst keeps its order; of equally similar sessions at the edge the first ones stay. */
function mostSimilar(newestFirst: NearSession[], kept: number): NearSession[] {
  if (newestFirst.length <= kept) return newestFirst;
  const descending = Float64Array.from(newestFirst, ({ similarity }) => -similarity).sort();
  const edge = -(descending[kept - 1] ?? 0);
  const above = newestFirst.filter(({ similarity }) => similarity > edge);
  const atEdge = newestFirst.filter(({ similarity }) => similarity === edge);
  return [...above, ...atEdge.slice(0, kept - above.length)];
}
