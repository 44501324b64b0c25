import type { EventRecord, SessionLogRecord, SessionRef, TombstoneRecord } from '#libs/contracts';
import { advance, SESSION_RULES, type LogPosition, type SessionState } from '#libs/session';

/** A moment in November 2025, so that times in failures read as times. Milliseconds since 1970. */
export const SOME_TIME_MS = 1_763_900_000_000;

export const SOME_SESSION: SessionRef = { site: 'demo', session: 'session-1' };

/** @returns a position of the first epoch, in partition 0. */
export function at(offset: number, other: Partial<LogPosition> = {}): LogPosition {
  return { epoch: 1, partition: 0, offset, ...other };
}

let ids = 0;

/** @returns a view of an item with an id of its own, a second after the one built before. */
export function eventRecord(fields: Partial<EventRecord> = {}): EventRecord {
  ids += 1;
  const ts = SOME_TIME_MS + ids * 1000;
  return {
    ...SOME_SESSION,
    id: `event-${String(ids).padStart(6, '0')}`,
    type: 'view',
    item: `item-${ids}`,
    ts,
    receivedAt: ts + 5,
    ...fields,
  };
}

export function tombstone(fields: Partial<TombstoneRecord> = {}): TombstoneRecord {
  ids += 1;
  return {
    type: 'session-deleted',
    ...SOME_SESSION,
    id: `tombstone-${ids}`,
    receivedAt: SOME_TIME_MS + ids * 1000,
    ...fields,
  };
}

/** A record and where it stands. */
export interface PositionedRecord {
  readonly record: SessionLogRecord;
  readonly position: LogPosition;
}

/** @returns the records at offsets 0, 1, 2, … of one partition. */
export function positioned(records: readonly SessionLogRecord[], from = 0): PositionedRecord[] {
  return records.map((record, index) => ({ record, position: at(from + index) }));
}

/** One fold on one thread: what every other way of folding must equal. */
export function fold(
  records: readonly PositionedRecord[],
  state?: SessionState,
  rules = SESSION_RULES,
): SessionState | undefined {
  return records.reduce((folded, { record, position }) => advance(folded, record, position, rules), state);
}

/** @returns the state after records of a stream that has at least one. */
export function folded(records: readonly PositionedRecord[]): SessionState {
  const state = fold(records);
  if (!state) throw new Error('A fold of nothing gives no state: hand over at least one record.');
  return state;
}

/** @returns the state after records at offsets 0, 1, 2, …; at least one. */
export function stateOf(...records: readonly SessionLogRecord[]): SessionState {
  return folded(positioned(records));
}
