import { encodeRecord, FreshetError, isSite, messageOf } from '#libs/contracts';
import type { LogRecord, RecordBatch } from '#libs/event-log';
import type { RefusedRecord } from './sort-records.js';

/** Characters of an unreadable record that are kept. */
const ORIGINAL_CHARS_MAX = 8 * 1024;

/** @returns what goes on the dead-letter topic for a record that can't be handled. */
export function deadLetterOf(
  { topic, partition }: Pick<RecordBatch, 'topic' | 'partition'>,
  { stored: { key, value, offset }, cause }: RefusedRecord,
  nowMs: number,
): LogRecord {
  const site = key.split(':')[0] ?? '';
  const letter = encodeRecord({
    type: 'dead-letter',
    site: isSite(site) ? site : 'unknown',
    code: cause instanceof FreshetError ? cause.code : 'FRESHET_INTERNAL',
    message: messageOf(cause),
    original: value.toString().slice(0, ORIGINAL_CHARS_MAX),
    source: { topic, partition, offset },
    receivedAt: nowMs,
  });
  return { key, value: letter };
}
