import { pipeline } from 'node:stream';
import { CsvError, parse, type Parser } from 'csv-parse';
import { messageOf } from '#libs/contracts';
import type { ImportColumn, RawRow } from './import-row.js';
import {
  BATCH_ROWS,
  checkColumns,
  importInvalid,
  knownColumn,
  openText,
  type ImportSource,
} from './import-source.js';

/** Bytes a row may have: a longer one is a quote that was never closed. */
const ROW_BYTES_MAX = 1 << 20;

/** CSV with a header, RFC 4180: quoted fields, LF or CRLF, with or without a byte order mark. */
export async function openCsv(file: string): Promise<ImportSource> {
  const content = await openText(file);
  const parser = parse({
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: ROW_BYTES_MAX,
    record_delimiter: ['\r\n', '\n', '\r'],
  });
  pipeline(content.text, parser, () => undefined);
  const reader = new CsvReader(file, parser);
  return {
    format: 'csv',
    columns: () => reader.header,
    batches: () => reader.batches(),
    bytesRead: () => content.bytesRead(),
    contentHash: () => content.contentHash(),
  };
}

class CsvReader {
  header: readonly string[] = [];
  #known: readonly (readonly [ImportColumn, number])[] = [];
  /** Lines that have ended. csv-parse counts them too, but its `info` costs more than the parsing itself. */
  #lines = 0;

  constructor(
    private readonly file: string,
    private readonly parser: Parser,
  ) {}

  async *batches(): AsyncGenerator<RawRow[]> {
    let batch: RawRow[] = [];
    for await (const fields of this.records()) {
      const line = this.#lines + 1;
      this.#lines = line + newlinesIn(fields);
      if (fields.length === 1 && fields[0] === '') continue;
      if (this.header.length === 0) {
        this.readHeader(fields);
        continue;
      }
      batch.push(this.rowOf(fields, line));
      if (batch.length === BATCH_ROWS) {
        yield batch;
        batch = [];
      }
    }
    if (this.header.length === 0) checkColumns(this.file, []);
    yield batch;
  }

  private async *records(): AsyncGenerator<readonly string[]> {
    try {
      for await (const fields of this.parser) yield fields as readonly string[];
    } catch (cause) {
      throw importInvalid(this.file, explain(cause), cause);
    }
  }

  private readHeader(fields: readonly string[]): void {
    checkColumns(this.file, fields);
    this.header = fields;
    this.#known = fields.flatMap((name, index) => {
      const known = knownColumn(name);
      return known === undefined ? [] : [[known, index] as const];
    });
  }

  private rowOf(fields: readonly string[], line: number): RawRow {
    if (fields.length !== this.header.length) {
      const reason = `it has ${fields.length} fields and the header has ${this.header.length}: quote texts that hold commas, leave no field out.`;
      return { line, cells: {}, original: fields, fault: { column: null, reason } };
    }
    const cells: RawRow['cells'] = {};
    for (const [name, index] of this.#known) {
      const text = fields[index];
      if (text !== undefined && text !== '') cells[name] = text;
    }
    return { line, cells, original: fields };
  }
}

function explain(cause: unknown): string {
  if (!(cause instanceof CsvError)) {
    return `it can't be read to its end (${messageOf(cause)}). Get the file again.`;
  }
  if (cause.code === 'CSV_QUOTE_NOT_CLOSED' || cause.code === 'CSV_MAX_RECORD_SIZE') {
    // A row is a line or more, so the rows before it are the fewest lines before it.
    const line = Number(cause['records']) + 1;
    return `a quote that opens at line ${line} or later is never closed. Close it, or write "" for a quote in a text.`;
  }
  return `it is not CSV (${cause.message}).`;
}

function newlinesIn(fields: readonly string[]): number {
  let newlines = 0;
  for (const field of fields) {
    for (let at = field.indexOf('\n'); at >= 0; at = field.indexOf('\n', at + 1)) newlines += 1;
  }
  return newlines;
}
