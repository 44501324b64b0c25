import {
  INTERACTION_TYPES,
  type EventRecord,
  type InteractionType,
  type SessionLogRecord,
} from '#libs/contracts';
import { isNewer, LOG_BEGIN_OFFSET, type LogPosition } from './log-position.js';
import { RecentEventIds } from './recent-event-ids.js';
import {
  eventsOf,
  NO_COUNTS,
  type Interaction,
  type SessionRules,
  type SessionState,
} from './session-state.js';

/** From weak to strong: the stronger one names what was done with an item. */
const STRENGTH: Readonly<Record<InteractionType, number>> = { view: 0, watch: 1, cart: 2, purchase: 3 };

/**
 * Folds one record of the log into a session.
 * @param state what was folded before, undefined for a session nobody has seen.
 * @returns the same object when the record was already counted, so callers can skip the write.
 */
export function advance(
  state: SessionState | undefined,
  record: SessionLogRecord,
  position: LogPosition,
  rules: SessionRules,
): SessionState | undefined {
  if (state && !isNewer(position, state.position)) return state;
  if (record.type === 'session-deleted') return forgotten(record.receivedAt, position);
  const recentIds = (state?.recentIds ?? RecentEventIds.NONE).with(record.id, rules.recentIdsMax);
  if (recentIds === state?.recentIds) return state;
  const atSeconds = Math.floor(record.ts / 1000);
  const before = state && began(state) ? state : undefined;
  return {
    begin: state?.begin ?? position,
    position,
    interactions: withInteraction(state?.interactions ?? [], record, atSeconds, rules.interactionsMax),
    counts: withCount(state?.counts ?? NO_COUNTS, record),
    startedAtSeconds: before ? Math.min(before.startedAtSeconds, atSeconds) : atSeconds,
    lastAtSeconds: before ? Math.max(before.lastAtSeconds, atSeconds) : atSeconds,
    receivedAtMs: before ? Math.max(before.receivedAtMs, record.receivedAt) : record.receivedAt,
    recentIds,
  };
}

/**
 * Whether a state was begun without a record that stands before it on the log: its store had lost what came earlier.
 * Reading the log again from that record, a fold starts anew; otherwise every older record would count as known.
 */
export function lacksBeginning(state: SessionState, position: LogPosition): boolean {
  const { begin } = state;
  return (
    position.epoch === begin.epoch && position.partition === begin.partition && position.offset < begin.offset
  );
}

/** A deleted session keeps its position alone, so that a record from before the deletion can't bring it back. */
function forgotten(receivedAtMs: number, position: LogPosition): SessionState {
  return {
    begin: { ...position, offset: LOG_BEGIN_OFFSET },
    position,
    interactions: [],
    counts: NO_COUNTS,
    startedAtSeconds: 0,
    lastAtSeconds: 0,
    receivedAtMs,
    recentIds: RecentEventIds.NONE,
  };
}

/** A state that counts nothing is a deleted session: what comes after starts anew. */
function began(state: SessionState): boolean {
  return eventsOf(state) > 0;
}

function withCount(counts: SessionState['counts'], { type }: EventRecord): SessionState['counts'] {
  const next = { ...counts };
  next[type] += 1;
  return next;
}

function withInteraction(
  interactions: readonly Interaction[],
  record: EventRecord,
  atSeconds: number,
  max: number,
): readonly Interaction[] {
  const { type, item } = record;
  if (item === undefined || !isInteraction(type)) return interactions;
  const next: Interaction = { item, type, progress: record.progress ?? 0, atSeconds };
  const newest = interactions.at(-1);
  if (newest?.item === item && type !== 'view')
    return [...interactions.slice(0, -1), strengthened(newest, next)];
  return [...interactions, next].slice(-max);
}

function strengthened(before: Interaction, after: Interaction): Interaction {
  return {
    item: before.item,
    type: STRENGTH[after.type] > STRENGTH[before.type] ? after.type : before.type,
    progress: Math.max(before.progress, after.progress),
    atSeconds: Math.max(before.atSeconds, after.atSeconds),
  };
}

function isInteraction(type: string): type is InteractionType {
  return (INTERACTION_TYPES as readonly string[]).includes(type);
}
