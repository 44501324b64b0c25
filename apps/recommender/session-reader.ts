import type { SessionRef } from '#libs/contracts';
import type { SessionVector } from '#libs/session';
import type { SessionStore } from '#libs/session-store';
import { setTimeout as pause } from 'node:timers/promises';

/** How often a waiting reader looks again, milliseconds: well under the time an event takes to get into the vector. */
const LOOK_AGAIN_MS = 2;

/** What a reader wants of a session. */
export interface SessionQuery extends SessionRef {
  readonly after: string | undefined;
  readonly waitMs: number;
}

export interface SessionReading {
  /** Undefined for a session nobody has seen, and when the store did not answer. */
  readonly vector: SessionVector | undefined;
  /** Whether the vector holds the `after` event; undefined when not asked. */
  readonly included: boolean | undefined;
  /** The store did not answer: the next rung speaks. */
  readonly storeFailed: boolean;
}

/** Reads vectors for answers: a fault of the store is a reading without a vector, never an error. */
export class SessionReader {
  constructor(
    private readonly store: SessionStore,
    private readonly reportFault: (fault: unknown) => void,
  ) {}

  async read(query: SessionQuery): Promise<SessionReading> {
    try {
      if (query.after !== undefined) return await this.readAfter(query, query.after);
      return { vector: await this.store.read(query), included: undefined, storeFailed: false };
    } catch (fault) {
      this.reportFault(fault);
      return {
        vector: undefined,
        included: query.after === undefined ? undefined : false,
        storeFailed: true,
      };
    }
  }

  /** Looks until the event is in the vector or the wait is over; the last look is the answer. */
  private async readAfter(query: SessionQuery, eventId: string): Promise<SessionReading> {
    const until = performance.now() + query.waitMs;
    for (;;) {
      const vector = await this.store.readState(query);
      const included = vector?.recentIds.has(eventId) ?? false;
      if (included || performance.now() >= until) return { vector, included, storeFailed: false };
      await pause(Math.min(LOOK_AGAIN_MS, until - performance.now()));
    }
  }
}
