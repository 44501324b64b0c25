import { createHash, type Hash } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { PassThrough, Transform, pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FreshetError, messageOf } from '#libs/contracts';
import { IMPORT_COLUMNS, REQUIRED_COLUMNS, type ImportColumn, type RawRow } from './import-row.js';
import type { TimestampUnit } from './import-timestamp.js';

export type ImportFormat = 'csv' | 'jsonl' | 'parquet';

/** An event file being read. */
export interface ImportSource {
  readonly format: ImportFormat;
  /** Names as they stand in the file, in its order; complete once the first batch is there. */
  columns(): readonly string[];
  /** Unit that the format itself states. */
  readonly unit?: TimestampUnit;
  /** The rows in the file's order, some thousand at a time. */
  batches(): AsyncGenerator<RawRow[]>;
  /** Bytes of the file that have been read. */
  bytesRead(): number;
  /** SHA-256 in hex of the content without its compression; to be asked when all rows are read. */
  contentHash(): Promise<string>;
}

/** Rows handed on at a time. */
export const BATCH_ROWS = 8192;
/** Gzip's first two bytes: what a file holds counts, not what it is called. */
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
const FORMATS: readonly (readonly [RegExp, ImportFormat])[] = [
  [/\.csv(\.gz)?$/i, 'csv'],
  [/\.(jsonl|ndjson)(\.gz)?$/i, 'jsonl'],
  [/\.parquet$/i, 'parquet'],
];

export function importInvalid(file: string, reason: string, cause?: unknown): FreshetError {
  return new FreshetError('FRESHET_IMPORT_INVALID', `${basename(file)} can't be imported: ${reason}`, {
    cause,
  });
}

/** @throws FreshetError FRESHET_IMPORT_INVALID */
export async function importFormatOf(file: string): Promise<ImportFormat> {
  const info = await stat(file).catch((cause: unknown) => {
    throw importInvalid(file, `it can't be opened (${messageOf(cause)}). Check the path.`, cause);
  });
  if (!info.isFile()) throw importInvalid(file, 'it is not a file. Name one file.');
  const format = FORMATS.find(([ending]) => ending.test(file))?.[1];
  if (format !== undefined) return format;
  throw importInvalid(file, 'its name must end in .csv, .jsonl, .parquet, .csv.gz or .jsonl.gz.');
}

/** A file's content without its compression, while what was read is counted and hashed. */
export interface TextContent {
  readonly text: Readable;
  bytesRead(): number;
  contentHash(): Promise<string>;
}

export async function openText(file: string): Promise<TextContent> {
  const magic = await headOf(file);
  if (magic.equals(Buffer.from([0xff, 0xfe])) || magic.equals(Buffer.from([0xfe, 0xff]))) {
    throw importInvalid(file, 'it is UTF-16. Save it as UTF-8.');
  }
  const source = createReadStream(file, { highWaterMark: 1 << 18 });
  const hash = createHash('sha256');
  const text = hashing(hash);
  const unpack = magic.equals(GZIP_MAGIC) ? createGunzip({ chunkSize: 1 << 18 }) : new PassThrough();
  // Errors reach the reader of `text`, which pipeline destroys with them.
  pipeline(source, unpack, text, () => undefined);
  return contentOf(source, text, hash);
}

function contentOf(source: ReadStream, text: Readable, hash: Hash): TextContent {
  return {
    text,
    bytesRead: () => source.bytesRead,
    contentHash: () => Promise.resolve(hash.copy().digest('hex')),
  };
}

function hashing(hash: Hash): Transform {
  return new Transform({
    readableHighWaterMark: 1 << 18,
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
}

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

const KNOWN_COLUMNS: ReadonlySet<string> = new Set(IMPORT_COLUMNS);

/** @returns the import's name of a file's column, undefined for one that it has no use for. */
export function knownColumn(name: string): ImportColumn | undefined {
  const plain = name.trim().toLowerCase();
  return KNOWN_COLUMNS.has(plain) ? (plain as ImportColumn) : undefined;
}

/** @throws FreshetError FRESHET_IMPORT_INVALID naming the columns that are missing, repeated, and there. */
export function checkColumns(file: string, names: readonly string[]): void {
  const known = names.map(knownColumn).filter((name) => name !== undefined);
  const absent = REQUIRED_COLUMNS.filter((name) => !known.includes(name));
  const repeated = known.filter((name, index) => known.indexOf(name) !== index);
  const found =
    names.length === 0 ? 'none' : names.map((name) => JSON.stringify(name.slice(0, 80))).join(', ');
  if (absent.length > 0) {
    throw importInvalid(
      file,
      `it lacks the column${absent.length > 1 ? 's' : ''} ${absent.join(', ')}. Columns found: ${found}. ` +
        'The first line names the columns, separated by commas; session, item and timestamp are required.',
    );
  }
  if (repeated.length > 0) {
    throw importInvalid(file, `it has the column ${repeated.join(', ')} twice. Columns found: ${found}.`);
  }
}
