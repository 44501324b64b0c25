import { EVENT_TYPES, LIMITS, type EventType, type InteractionType } from '#libs/contracts';
import type { LogPosition } from './log-position.js';
import { RecentEventIds } from './recent-event-ids.js';

/** An item the visitor turned to. */
export interface Interaction {
  readonly item: string;
  /** The strongest thing done with it before the next item came. */
  readonly type: InteractionType;
  /** Share played, 0 to 1; 0 where nothing was watched. */
  readonly progress: number;
  /** Event time, whole seconds since 1970. */
  readonly atSeconds: number;
}

export type EventCounts = Readonly<Record<EventType, number>>;

/** One vector per session: what scoring reads. Weights are derived from it when scoring, so they can change without a replay. */
export interface SessionVector {
  /** The record it began with. */
  readonly begin: LogPosition;
  /** The newest record that changed it. */
  readonly position: LogPosition;
  /** Oldest first, at most `interactionsMax`. */
  readonly interactions: readonly Interaction[];
  /** Events counted since the session began, by type. */
  readonly counts: EventCounts;
  /** Earliest and latest event time, whole seconds since 1970. */
  readonly startedAtSeconds: number;
  readonly lastAtSeconds: number;
  /** Newest time at which the collector had a counted event, milliseconds since 1970. */
  readonly receivedAtMs: number;
}

/** The vector and what folding needs beside it. */
export interface SessionState extends SessionVector {
  readonly recentIds: RecentEventIds;
}

/** How a session is folded. */
export interface SessionRules {
  readonly interactionsMax: number;
  readonly recentIdsMax: number;
}

export const SESSION_RULES: SessionRules = {
  interactionsMax: LIMITS.sessionInteractionsMax,
  recentIdsMax: LIMITS.recentEventIdsMax,
};

export const NO_COUNTS: EventCounts = Object.freeze(
  Object.fromEntries(EVENT_TYPES.map((type) => [type, 0])) as Record<EventType, number>,
);

/** @returns how many events the vector counts. */
export function eventsOf(vector: SessionVector): number {
  return EVENT_TYPES.reduce((sum, type) => sum + vector.counts[type], 0);
}
