import { StringDecoder } from 'node:string_decoder';
import { messageOf } from '#libs/contracts';
import type { RawRow, RowFault } from './import-row.js';
import {
  BATCH_ROWS,
  checkColumns,
  importInvalid,
  knownColumn,
  openText,
  type ImportSource,
  type TextContent,
} from './import-source.js';

/** Characters a line may have. */
const LINE_CHARS_MAX = 1 << 20;

/** One JSON object a line, its keys the columns; texts or numbers, null is missing. */
export async function openJsonl(file: string): Promise<ImportSource> {
  const content = await openText(file);
  const names = new Set<string>();
  return {
    format: 'jsonl',
    columns: () => [...names],
    batches: () => batchesOf(file, content, names),
    bytesRead: () => content.bytesRead(),
    contentHash: () => content.contentHash(),
  };
}

async function* batchesOf(file: string, content: TextContent, names: Set<string>): AsyncGenerator<RawRow[]> {
  let batch: RawRow[] = [];
  let line = 0;
  let checked = false;
  for await (const text of linesOf(file, content)) {
    line += 1;
    if (text.trim() === '') continue;
    batch.push(rowOf(text, line, names));
    if (batch.length < BATCH_ROWS) continue;
    // A key that no row of the first thousands has is a column that the file lacks.
    if (!checked) checkColumns(file, [...names]);
    checked = true;
    yield batch;
    batch = [];
  }
  if (!checked) checkColumns(file, [...names]);
  yield batch;
}

/** Splits at line feeds alone: JSON texts may hold every other separator. */
async function* linesOf(file: string, content: TextContent): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  try {
    for await (const chunk of content.text) {
      const lines = (rest + decoder.write(chunk as Buffer)).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LINE_CHARS_MAX) throw new Error('a line is longer than a mebibyte');
      yield* lines;
    }
  } catch (cause) {
    throw importInvalid(
      file,
      `it can't be read to its end (${messageOf(cause)}). Nothing was imported.`,
      cause,
    );
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}

function rowOf(text: string, line: number, names: Set<string>): RawRow {
  const original = text.replace(/^\ufeff/, '').replace(/\r$/, '');
  const object = parsed(original);
  if (typeof object === 'string') {
    return { line, cells: {}, original, fault: { column: null, reason: object } };
  }
  const cells: RawRow['cells'] = {};
  let fault: RowFault | undefined;
  for (const [key, value] of Object.entries(object)) {
    names.add(key);
    const column = knownColumn(key);
    if (column === undefined || value === null || value === '') continue;
    if (typeof value === 'string' || typeof value === 'number') cells[column] = String(value);
    else fault = { column: key, reason: `${JSON.stringify(value).slice(0, 40)} is neither text nor number.` };
  }
  return fault === undefined ? { line, cells, original } : { line, cells, original, fault };
}

function parsed(text: string): object | string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    return 'it is not a JSON object: write one {"session":…,"item":…,"timestamp":…} a line.';
  } catch (error) {
    return `it is not JSON (${messageOf(error)}): write one object a line.`;
  }
}
