import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '#libs/contracts';
import { sqlName, sqlPath, type DuckDb } from '#libs/duckdb';
import type { ImportColumn, RawRow } from './import-row.js';
import { checkColumns, importInvalid, knownColumn, type ImportSource } from './import-source.js';

interface FileColumn {
  readonly name: string;
  readonly type: string;
  readonly known: ImportColumn | undefined;
}

/** Parquet: timestamps may be numbers or TIMESTAMP columns, which state their unit. */
export async function openParquet(db: DuckDb, file: string): Promise<ImportSource> {
  const columns = await describe(db, file);
  checkColumns(
    file,
    columns.map(({ name }) => name),
  );
  const size = (await stat(file)).size;
  const isTime = columns.some(({ known, type }) => known === 'timestamp' && isTimestamp(type));
  return {
    format: 'parquet',
    ...(isTime ? { unit: 'milliseconds' as const } : {}),
    columns: () => columns.map(({ name }) => name),
    batches: () => batchesOf(db, file, columns),
    bytesRead: () => size,
    contentHash: () => hashOf(file),
  };
}

async function describe(db: DuckDb, file: string): Promise<FileColumn[]> {
  try {
    const rows = await db.rows<{ column_name: string; column_type: string }>(
      `DESCRIBE FROM read_parquet(${sqlPath(file)}, hive_partitioning = false)`,
    );
    return rows.map(({ column_name: name, column_type: type }) => ({ name, type, known: knownColumn(name) }));
  } catch (cause) {
    throw importInvalid(file, `it is not readable Parquet (${messageOf(cause)}).`, cause);
  }
}

async function* batchesOf(
  db: DuckDb,
  file: string,
  columns: readonly FileColumn[],
): AsyncGenerator<RawRow[]> {
  const used = columns.flatMap(({ name, type, known }) =>
    known === undefined ? [] : [{ name, type, known }],
  );
  const list = used.map(({ name, type }) => textOf(name, type)).join(', ');
  let line = 0;
  try {
    const chunks = db.columns(
      `SELECT ${list} FROM read_parquet(${sqlPath(file)}, hive_partitioning = false)`,
    );
    for await (const { rowCount, columns: values } of chunks) {
      yield Array.from({ length: rowCount }, (_, row) => {
        line += 1;
        const texts = values.map((column) => column[row] as string | null);
        return rowOf(line, used, texts);
      });
    }
  } catch (cause) {
    throw importInvalid(file, `it can't be read beyond row ${line} (${messageOf(cause)}).`, cause);
  }
}

function rowOf(
  line: number,
  used: readonly { readonly known: ImportColumn }[],
  texts: readonly (string | null)[],
): RawRow {
  const cells: RawRow['cells'] = {};
  used.forEach(({ known }, index) => {
    const text = texts[index] ?? '';
    if (text !== '') cells[known] = text;
  });
  return { line, cells, original: texts.map((text) => text ?? '') };
}

function textOf(name: string, type: string): string {
  const column = sqlName(name);
  return isTimestamp(type) ? `epoch_ms(${column}::TIMESTAMP)::VARCHAR` : `${column}::VARCHAR`;
}

function isTimestamp(type: string): boolean {
  return type.startsWith('TIMESTAMP');
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
