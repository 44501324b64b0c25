import {
  FreshetError,
  LIMITS,
  isPrintable,
  type EventRecord,
  type SessionLogRecord,
  type SlateRecord,
} from '#libs/contracts';
import type { SqlValue } from '#libs/duckdb';
import { HISTORY_COLUMNS, historyTableOf, type HistoryKind } from './history-schema.js';

/** A log record as a row of the history: cells in the order of the kind's columns, lists as JSON texts. */
export interface HistoryRow {
  readonly site: string;
  readonly kind: HistoryKind;
  readonly cells: readonly SqlValue[];
}

const INT32_MAX = 2 ** 31 - 1;

/**
 * Every cell is checked against its column, since one that does not fit would stop all the rows written with it.
 * @throws FreshetError FRESHET_RECORD_INVALID
 */
export function historyRowOf(record: SessionLogRecord | SlateRecord): HistoryRow {
  const kind = kindOf(record);
  const values = valuesOf(record);
  const columns = Object.entries(HISTORY_COLUMNS[historyTableOf(kind)]);
  return {
    site: record.site,
    kind,
    cells: columns.map(([name, type]) => cellOf(name, type, values[name])),
  };
}

function kindOf(record: SessionLogRecord | SlateRecord): HistoryKind {
  if (record.type === 'session-deleted') return 'deletions';
  if (record.type === 'slate') return record.test === true ? 'test-slates' : 'slates';
  return record.test === true ? 'test-events' : 'events';
}

function valuesOf(record: SessionLogRecord | SlateRecord): Readonly<Record<string, unknown>> {
  const received = { ...record, received_at: record.receivedAt };
  if (record.type !== 'slate') return received;
  return {
    ...received,
    experiments: JSON.stringify(record.experiments),
    ...(record.teams && { teams: JSON.stringify(record.teams) }),
    experiments_revision: record.experimentsRevision,
  };
}

/** Columns that every row has a value in. */
const REQUIRED: ReadonlySet<string> = new Set<keyof EventRecord | 'received_at'>([
  'session',
  'id',
  'type',
  'ts',
  'received_at',
]);

function cellOf(name: string, type: string, value: unknown): SqlValue {
  if (value === undefined || value === null) {
    if (REQUIRED.has(name)) throw unfit(name, 'is missing');
    return null;
  }
  const cell = type === 'VARCHAR[]' ? listOf(value) : scalarOf(type, value);
  if (cell === undefined)
    throw unfit(name, `does not fit a ${type} column: ${JSON.stringify(value).slice(0, 80)}`);
  return cell;
}

function scalarOf(type: string, value: unknown): SqlValue | undefined {
  if (type === 'VARCHAR') return typeof value === 'string' && isPrintable(value) ? value : undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  if (type === 'DOUBLE') return value;
  const most = type === 'BIGINT' ? LIMITS.timestampMsMax : INT32_MAX;
  return Number.isInteger(value) && value >= 0 && value <= most ? value : undefined;
}

function listOf(value: unknown): string | undefined {
  const isListOfTexts =
    Array.isArray(value) && value.every((text) => typeof text === 'string' && isPrintable(text));
  return isListOfTexts ? JSON.stringify(value) : undefined;
}

function unfit(name: string, reason: string): FreshetError {
  return new FreshetError('FRESHET_RECORD_INVALID', `The record can't be archived: ${name} ${reason}.`);
}
