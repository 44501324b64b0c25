import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  FreshetError,
  encodeRecord,
  isSite,
  messageOf,
  parseSessionRecord,
  parseSlateRecord,
} from '#libs/contracts';
import { historyRowOf, type HistoryRow } from '#libs/event-history';
import type { LogRecord, RecordBatch, StoredRecord } from '#libs/event-log';

export interface ReadBatch {
  readonly rows: readonly HistoryRow[];
  /** For each record that is no row, one that says why. */
  readonly deadLetters: readonly LogRecord[];
}

/** Characters of an unreadable record that are kept. */
const ORIGINAL_CHARS_MAX = 8 * 1024;

/** Records read in one go, some 3 ms: requests to the same process come in between. */
const RECORDS_AT_ONCE = 500;

/** Turns the records of a batch into rows of the history. A record that can't be read never stops the others. */
export async function readRecords(batch: RecordBatch, nowMs: number): Promise<ReadBatch> {
  const rows: HistoryRow[] = [];
  const deadLetters: LogRecord[] = [];
  for (const [index, record] of batch.records.entries()) {
    if (index % RECORDS_AT_ONCE === RECORDS_AT_ONCE - 1) await nextTurn();
    try {
      rows.push(
        historyRowOf(
          batch.topic === 'slates' ? parseSlateRecord(record.value) : parseSessionRecord(record.value),
        ),
      );
    } catch (thrown) {
      deadLetters.push(deadLetterOf(batch, record, thrown, nowMs));
    }
  }
  return { rows, deadLetters };
}

function deadLetterOf(
  { topic, partition }: RecordBatch,
  { key, value, offset }: StoredRecord,
  thrown: unknown,
  nowMs: number,
): LogRecord {
  const site = key.split(':')[0] ?? '';
  const letter = encodeRecord({
    type: 'dead-letter',
    site: isSite(site) ? site : 'unknown',
    code: thrown instanceof FreshetError ? thrown.code : 'FRESHET_INTERNAL',
    message: messageOf(thrown),
    original: value.toString().slice(0, ORIGINAL_CHARS_MAX),
    source: { topic, partition, offset },
    receivedAt: nowMs,
  });
  return { key, value: letter };
}
