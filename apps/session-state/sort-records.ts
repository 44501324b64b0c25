import {
  FreshetError,
  logKeyOf,
  parseSessionRecord,
  type SessionLogRecord,
  type SessionRef,
} from '#libs/contracts';
import type { RecordBatch, StoredRecord } from '#libs/event-log';
import type { LogPosition } from '#libs/session';

/** A record that was read, where it stands, and the bytes it was read from. */
export interface PlacedRecord {
  readonly record: SessionLogRecord;
  readonly position: LogPosition;
  readonly stored: StoredRecord;
}

/** The records of one session, in the order of the log. */
export interface SessionRecords {
  readonly ref: SessionRef;
  readonly records: readonly PlacedRecord[];
}

/** A record that can't be handled, however often it is tried. */
export interface RefusedRecord {
  readonly stored: StoredRecord;
  readonly cause: unknown;
}

export interface SortedRecords {
  readonly sessions: readonly SessionRecords[];
  readonly refused: readonly RefusedRecord[];
}

/** Reads the records of a batch and gathers them by session, each session's in order. */
export function sortRecords(
  { partition, records }: Pick<RecordBatch, 'partition' | 'records'>,
  epoch: number,
): SortedRecords {
  const sessions = new Map<string, { ref: SessionRef; records: PlacedRecord[] }>();
  const refused: RefusedRecord[] = [];
  for (const stored of records) {
    try {
      const record = readRecord(stored);
      const { site, session } = record;
      const placed = { record, position: { epoch, partition, offset: stored.offset }, stored };
      const found = sessions.get(stored.key);
      if (found) found.records.push(placed);
      else sessions.set(stored.key, { ref: { site, session }, records: [placed] });
    } catch (cause) {
      refused.push({ stored, cause });
    }
  }
  return { sessions: [...sessions.values()], refused };
}

/** A session's order is its key's: a record under another key may stand in another partition than the session. */
function readRecord({ key, value }: StoredRecord): SessionLogRecord {
  const record = parseSessionRecord(value);
  if (logKeyOf(record) === key) return record;
  throw new FreshetError(
    'FRESHET_RECORD_INVALID',
    `The record can't be handled: its key is not ${logKeyOf(record)}.`,
  );
}
