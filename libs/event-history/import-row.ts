import type { EventType } from '#libs/contracts';

/** Columns that an import understands; the first three are required. Their order in the file is free. */
export const IMPORT_COLUMNS = [
  'session',
  'item',
  'timestamp',
  'type',
  'visitor',
  'user',
  'slate',
  'position',
  'progress',
  'value',
  'quantity',
  'name',
  'page',
  'referrer',
] as const;
export type ImportColumn = (typeof IMPORT_COLUMNS)[number];

export const REQUIRED_COLUMNS = ['session', 'item', 'timestamp'] as const satisfies readonly ImportColumn[];

/** A row as it stands in the file: texts by column, what is missing or empty left out. */
export interface RawRow {
  /** Line on which the row begins, from 1; in Parquet the row's number, from 1. */
  readonly line: number;
  readonly cells: Partial<Record<ImportColumn, string>>;
  /** The row's text, or the fields it was cut into. */
  readonly original: string | readonly string[];
  /** Why the row can't even be cut into cells. */
  readonly fault?: RowFault;
}

export interface RowFault {
  /** Null where the whole row is at fault. */
  readonly column: string | null;
  /** What is wrong and how to put it right. */
  readonly reason: string;
}

/** A row of an event file that holds what an event must hold. */
export interface ImportedEvent {
  /** 1 to 256 printable characters. */
  readonly session: string;
  readonly type: EventType;
  /** Null for custom events only. */
  readonly item: string | null;
  /** Whole milliseconds since 1970. */
  readonly ts: number;
  readonly visitor: string | null;
  readonly user: string | null;
  readonly slate: string | null;
  readonly position: number | null;
  readonly progress: number | null;
  readonly value: number | null;
  readonly quantity: number | null;
  readonly name: string | null;
  readonly page: string | null;
  readonly referrer: string | null;
}

/** A row that was refused. */
export interface RejectedRow {
  readonly line: number;
  /** The column's number in the file, from 1; null where the format has no order or the whole row is at fault. */
  readonly column: number | null;
  readonly name: string | null;
  readonly reason: string;
  readonly original: string;
}

/** @returns the line that tells a person about a refused row. */
export function describeRejected({ line, column, name, reason }: RejectedRow): string {
  const place = name === null ? '' : column === null ? `, column ${name}` : `, column ${column} (${name})`;
  return `line ${line}${place}: ${reason}`;
}

/** Fields as a line of CSV again, so that it can be put right and imported on its own. */
export function originalText(original: string | readonly string[]): string {
  if (typeof original === 'string') return original;
  return original
    .map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(',');
}
