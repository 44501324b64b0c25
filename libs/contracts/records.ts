import { EVENT_TYPES, type ClickstreamEvent } from './event.js';
import { FreshetError } from './freshet-error.js';
import { isId, isItem, isSite } from './identifiers.js';

/** An accepted event as it stands on the log: `ts` corrected by the clock rule, `receivedAt` by the collector's clock. */
export interface EventRecord extends ClickstreamEvent {
  site: string;
  /** Milliseconds since 1970 at which the collector had the request. */
  receivedAt: number;
  /** From a test batch: counts in the session, stays out of tables and statistics. */
  test?: true;
}

/** Everything before it in the session is to be forgotten. */
export interface TombstoneRecord {
  type: 'session-deleted';
  site: string;
  session: string;
  id: string;
  receivedAt: number;
}

/** One answer: what clicks are credited to. */
export interface SlateRecord {
  type: 'slate';
  site: string;
  session: string;
  visitor?: string;
  /** The slate's id. */
  id: string;
  receivedAt: number;
  strategy: Strategy;
  items: readonly string[];
  /** Version of the tables, null when none served. */
  tables: string | null;
  /** Experiment key to variation, of those the units were in. */
  experiments: Readonly<Record<string, string>>;
  experimentsRevision: string;
  /** Where two rankings share the slate: which of them put each item there, by place; null where a click says nothing. */
  teams?: readonly (0 | 1 | null)[];
  /** Key of the experiment whose variation a tester asked for: the slate counts in none. */
  forced?: string;
  degraded: readonly string[];
  test?: true;
}

/** What could not be accepted or handled, and why; `original` is the text as it came. */
export interface DeadLetterRecord {
  type: 'dead-letter';
  site: string;
  code: string;
  message: string;
  original: string;
  /** Where it stood, if it had reached the log. */
  source?: { topic: string; partition: number; offset: number };
  receivedAt: number;
}

/** The rungs of the ladder, best first. */
export const STRATEGIES = ['session', 'viewing', 'popular', 'fixed'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export type SessionLogRecord = EventRecord | TombstoneRecord;

export function encodeRecord(record: SessionLogRecord | SlateRecord | DeadLetterRecord): Buffer {
  return Buffer.from(JSON.stringify(record));
}

const RECORD_TYPES: ReadonlySet<unknown> = new Set([...EVENT_TYPES, 'session-deleted']);

/**
 * Reads a record of the events topic. The collector checked it, so only what a fold relies on is checked again.
 * @throws FreshetError FRESHET_RECORD_INVALID when it is not a record a fold can handle.
 */
export function parseSessionRecord(value: Buffer): SessionLogRecord {
  const record = parseJson(value);
  const { type, site, session, id, receivedAt, ts, item, progress } = record;
  if (!RECORD_TYPES.has(type)) throw invalid(`its type is ${JSON.stringify(type)}`);
  if (!isSite(site) || !isId(session) || !isId(id))
    throw invalid('site, session or id is missing or malformed');
  if (!Number.isFinite(receivedAt)) throw invalid('receivedAt is not a number');
  if (type !== 'session-deleted' && !Number.isFinite(ts)) throw invalid('ts is not a number');
  if (item !== undefined && !isItem(item)) throw invalid('item is malformed');
  if (progress !== undefined && !isShare(progress)) throw invalid('progress is not between 0 and 1');
  return record as unknown as SessionLogRecord;
}

/** @throws FreshetError FRESHET_RECORD_INVALID */
export function parseSlateRecord(value: Buffer): SlateRecord {
  const record = parseJson(value);
  if (record['type'] !== 'slate' || !isSite(record['site']) || !isId(record['id'])) {
    throw invalid('it is not a slate record');
  }
  return record as unknown as SlateRecord;
}

function isShare(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function parseJson(value: Buffer): Record<string, unknown> {
  let record: unknown;
  try {
    record = JSON.parse(value.toString());
  } catch (cause) {
    throw invalid('it is not JSON', cause);
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    throw invalid('it is not an object');
  return record as Record<string, unknown>;
}

function invalid(reason: string, cause?: unknown): FreshetError {
  return new FreshetError('FRESHET_RECORD_INVALID', `The record can't be handled: ${reason}.`, { cause });
}
