import { EVENT_TYPES, LIMITS, isItem, isPrintable, type EventType } from '#libs/contracts';
import type { ImportedEvent, ImportColumn, RawRow, RowFault } from './import-row.js';
import { numberOf, readTimestamp, type TimestampScale } from './import-timestamp.js';

type Cells = RawRow['cells'];

const TYPES: ReadonlySet<string> = new Set(EVENT_TYPES);
const SESSION_CHARS_MAX = 256;
/** Stands where bytes were not UTF-8. */
const REPLACEMENT = '\ufffd';

class CellFault extends Error {
  constructor(
    readonly column: ImportColumn,
    readonly reason: string,
  ) {
    super(reason);
  }
}

/** @returns the event, or the first thing that is wrong with the row. */
export function checkRow(row: RawRow, scale: TimestampScale): ImportedEvent | RowFault {
  if (row.fault !== undefined) return row.fault;
  try {
    return eventOf(row.cells, scale);
  } catch (error) {
    if (error instanceof CellFault) return { column: error.column, reason: error.reason };
    throw error;
  }
}

function eventOf(cells: Cells, scale: TimestampScale): ImportedEvent {
  const type = typeOf(cells);
  const event: ImportedEvent = {
    session: identifierOf(cells, 'session') ?? missing('session', 'every row belongs to a session'),
    type,
    item: itemOf(cells, type),
    ts: timeOf(cells, scale),
    visitor: identifierOf(cells, 'visitor'),
    user: identifierOf(cells, 'user'),
    slate: identifierOf(cells, 'slate'),
    position: wholeNumberOf(cells, 'position', 0, LIMITS.slatePositionMax),
    progress: amountOf(cells, 'progress', 1),
    value: amountOf(cells, 'value', LIMITS.eventValueMax),
    quantity: wholeNumberOf(cells, 'quantity', 1, LIMITS.eventQuantityMax),
    name: textOf(cells, 'name', LIMITS.eventNameCharsMax),
    page: textOf(cells, 'page', LIMITS.urlCharsMax),
    referrer: textOf(cells, 'referrer', LIMITS.urlCharsMax),
  };
  checkType(event);
  return event;
}

/** What the collector asks of a type, it is asked here. */
function checkType({ type, slate, position, progress, name }: ImportedEvent): void {
  if (type === 'click' || type === 'impression') {
    if (slate === null) missing('slate', `a ${type} names the slate it was in`);
    if (position === null) missing('position', `a ${type} says where in the slate it was, from 0`);
  }
  if (type === 'watch' && progress === null)
    missing('progress', 'a watch says what share was played, 0 to 1');
  if (type === 'custom' && name === null) missing('name', 'a custom event has a name');
}

function typeOf({ type }: Cells): EventType {
  if (type === undefined) return 'view';
  if (TYPES.has(type)) return type as EventType;
  throw new CellFault('type', `${quote(type)} is no event type: use one of ${EVENT_TYPES.join(', ')}.`);
}

function itemOf({ item }: Cells, type: EventType): string | null {
  if (item === undefined) {
    return type === 'custom' ? null : missing('item', `a ${type} is of an item`);
  }
  checkUtf8('item', item);
  if (isItem(item)) return item;
  throw new CellFault(
    'item',
    `${quote(item)} can't name an item: use 1 to ${LIMITS.itemBytesMax} bytes of UTF-8 without control characters.`,
  );
}

function timeOf({ timestamp }: Cells, scale: TimestampScale): number {
  if (timestamp === undefined) return missing('timestamp', 'give seconds or milliseconds since 1970');
  const read = readTimestamp(timestamp, scale);
  if (typeof read === 'string') throw new CellFault('timestamp', read);
  return read;
}

function identifierOf(cells: Cells, column: ImportColumn): string | null {
  return textOf(cells, column, SESSION_CHARS_MAX);
}

function textOf(cells: Cells, column: ImportColumn, charsMax: number): string | null {
  const text = cells[column];
  if (text === undefined) return null;
  checkUtf8(column, text);
  if (text.length <= charsMax && isPrintable(text)) return text;
  throw new CellFault(
    column,
    `${quote(text)} is too long or not printable: use 1 to ${charsMax} characters without control characters.`,
  );
}

function amountOf(cells: Cells, column: ImportColumn, most: number): number | null {
  const text = cells[column];
  if (text === undefined) return null;
  const number = numberOf(text);
  if (number >= 0 && number <= most) return number;
  throw new CellFault(column, `${quote(text)} is not a number from 0 to ${most}.`);
}

function wholeNumberOf(cells: Cells, column: ImportColumn, least: number, most: number): number | null {
  const text = cells[column];
  if (text === undefined) return null;
  const number = numberOf(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new CellFault(column, `${quote(text)} is not a whole number from ${least} to ${most}.`);
}

function checkUtf8(column: ImportColumn, text: string): void {
  if (text.includes(REPLACEMENT)) {
    throw new CellFault(column, `${quote(text)} holds bytes that are not UTF-8: save the file as UTF-8.`);
  }
}

function missing(column: ImportColumn, why: string): never {
  throw new CellFault(column, `it is empty, and ${why}.`);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
