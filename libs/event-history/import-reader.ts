import { openDuckDb, type DuckDb } from '#libs/duckdb';
import { checkRow } from './import-check.js';
import { openCsv } from './import-csv.js';
import { openJsonl } from './import-jsonl.js';
import { openParquet } from './import-parquet.js';
import {
  describeRejected,
  originalText,
  type ImportedEvent,
  type RawRow,
  type RejectedRow,
  type RowFault,
} from './import-row.js';
import { importFormatOf, importInvalid, type ImportSource } from './import-source.js';
import {
  SCALE_SAMPLE_ROWS,
  decideScale,
  numberOf,
  type TimestampScale,
  type TimestampUnit,
} from './import-timestamp.js';

/** Some thousand rows of an event file, each of them an event or refused. */
export interface CheckedBatch {
  readonly events: readonly ImportedEvent[];
  /** The line of each event. */
  readonly lines: readonly number[];
  readonly rejected: readonly RejectedRow[];
  readonly unit: TimestampUnit;
}

/** @throws FreshetError FRESHET_IMPORT_INVALID when the file can't be opened or is of no known format. */
export async function openEventFile(db: DuckDb, file: string): Promise<ImportSource> {
  const format = await importFormatOf(file);
  if (format === 'parquet') return openParquet(db, file);
  return format === 'csv' ? openCsv(file) : openJsonl(file);
}

/** Checks every row of an event file, in the file's order. @param unit overrules what the numbers look like. */
export async function* checkedBatches(
  source: ImportSource,
  unit?: TimestampUnit,
): AsyncGenerator<CheckedBatch> {
  let scale: TimestampScale | undefined;
  let head: RawRow[] = [];
  for await (const batch of source.batches()) {
    if (scale !== undefined) {
      yield checkBatch(batch, scale, source);
      continue;
    }
    head = head.concat(batch);
    if (head.length < SCALE_SAMPLE_ROWS) continue;
    scale = scaleOf(head, unit ?? source.unit);
    yield checkBatch(head, scale, source);
    head = [];
  }
  if (scale === undefined) yield checkBatch(head, scaleOf(head, unit ?? source.unit), source);
}

function scaleOf(head: readonly RawRow[], unit: TimestampUnit | undefined): TimestampScale {
  return decideScale(
    head.map(({ cells }) => numberOf(cells.timestamp ?? '')),
    unit,
  );
}

function checkBatch(rows: readonly RawRow[], scale: TimestampScale, source: ImportSource): CheckedBatch {
  const events: ImportedEvent[] = [];
  const lines: number[] = [];
  const rejected: RejectedRow[] = [];
  for (const row of rows) {
    const checked = checkRow(row, scale);
    if ('reason' in checked) {
      rejected.push(rejectedOf(row, checked, source));
    } else {
      events.push(checked);
      lines.push(row.line);
    }
  }
  return { events, lines, rejected, unit: scale.unit };
}

function rejectedOf(row: RawRow, { column, reason }: RowFault, source: ImportSource): RejectedRow {
  const index = source.columns().findIndex((name) => name.trim().toLowerCase() === column);
  const number = index < 0 || source.format === 'jsonl' ? null : index + 1;
  return { line: row.line, column: number, name: column, reason, original: originalText(row.original) };
}

export interface ReadEventFileOptions {
  readonly unit?: TimestampUnit;
  /** Goes on after a row that is no event; left out, the first such row ends the reading. */
  readonly onRejected?: (rejected: RejectedRow) => void;
}

/**
 * The events of a CSV, JSONL or Parquet file in the file's order, read as an import reads them but kept nowhere.
 * @throws FreshetError FRESHET_IMPORT_INVALID for a file or, unless told otherwise, a row that can't be read.
 */
export async function* readEventFile(
  file: string,
  options: ReadEventFileOptions = {},
): AsyncGenerator<ImportedEvent> {
  const db = await openDuckDb({ threads: 1 });
  try {
    const source = await openEventFile(db, file);
    for await (const { events, rejected } of checkedBatches(source, options.unit)) {
      for (const row of rejected) {
        if (options.onRejected === undefined) throw importInvalid(file, describeRejected(row));
        options.onRejected(row);
      }
      yield* events;
    }
  } finally {
    await db.close();
  }
}
