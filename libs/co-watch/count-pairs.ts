import { readFile } from 'node:fs/promises';
import { COLUMNS, type Column } from '#libs/blending';
import type { ColumnValues, DuckDb } from '#libs/duckdb';
import { gapWeights, SCALE, type CountingParameters } from './counting-parameters.js';
import { readHistorySessions, type RecordedHistory } from './recorded-history.js';
import { STATISTICS, type Statistic } from './table-files.js';

/** What was counted, as flat arrays; items in order of their index. */
export interface PairCounts {
  readonly items: readonly string[];
  readonly statistics: Readonly<Record<Statistic, Uint32Array>>;
  readonly rowOffsets: Uint32Array;
  readonly neighbours: Uint32Array;
  readonly columns: Readonly<Record<Column, Float32Array>>;
  readonly totals: Totals;
}

interface Totals {
  readonly sessions: number;
  /** Interactions: views, watches, carts and purchases after strengthening. */
  readonly interactions: number;
  /** Whole seconds since 1970, null without interactions. */
  readonly firstAtSeconds: number | null;
  readonly lastAtSeconds: number | null;
}

/** Everything that the two files of SQL create, so that counting again in one database begins anew. */
const CREATED = [
  'interaction_weights',
  'interactions',
  'counting',
  'gaps',
  'sessions',
  'named_visits',
  'items',
  'visits',
  'reaches',
  'session_pairs',
  'pairs',
  'neighbours',
];

/**
 * Counts the events of `db`.
 * @param db holds a table or view `events(session, id, type, item, ts, received_at, progress)`, each event once, times in
 *   milliseconds;
 *   it must have no other table by a name that counting creates. What counting creates is gone afterwards.
 * @param sessionsMax counts that many of the oldest sessions alone, in order of start, then id.
 */
export async function countPairs(
  db: DuckDb,
  parameters: CountingParameters,
  sessionsMax = Infinity,
): Promise<PairCounts> {
  await dropCreated(db);
  try {
    await foldInteractions(db, parameters);
    if (sessionsMax < Infinity) await db.run(FORGET_NEWER, [sessionsMax]);
    await provideParameters(db, parameters);
    await db.run(await sqlOf('pair-counting'));
    const totals = await totalsOf(db);
    const { items, statistics } = await readItems(db);
    return { items, statistics, totals, ...(await readNeighbours(db, items.length)) };
  } finally {
    await dropCreated(db);
  }
}

/** Reads the sessions that pairs are counted over. @param db see `countPairs`. */
export async function readSessions(db: DuckDb, parameters: CountingParameters): Promise<RecordedHistory> {
  await dropCreated(db);
  try {
    await foldInteractions(db, parameters);
    return await readHistorySessions(db);
  } finally {
    await dropCreated(db);
  }
}

/** Keeps the sessions that started first. */
const FORGET_NEWER =
  'DELETE FROM interactions WHERE session IN (SELECT session FROM ' +
  '(SELECT session, ROW_NUMBER() OVER (ORDER BY MIN(at_seconds), session) AS place FROM interactions GROUP BY session) ' +
  'AS placed WHERE place > $1)';

/** Makes `interactions` of `events`. */
async function foldInteractions(db: DuckDb, { interactions }: CountingParameters): Promise<void> {
  const { view, watch, progress, cart, purchase } = interactions;
  await db.run(
    'CREATE TABLE interaction_weights AS SELECT CAST($1 AS DOUBLE) AS view_weight, CAST($2 AS DOUBLE) AS watch_weight, ' +
      'CAST($3 AS DOUBLE) AS progress_weight, CAST($4 AS DOUBLE) AS cart_weight, CAST($5 AS DOUBLE) AS purchase_weight',
    [view, watch, progress, cart, purchase],
  );
  await db.run(await sqlOf('session-interactions'));
}

function sqlOf(name: string): Promise<string> {
  return readFile(new URL(`${name}.sql`, import.meta.url), 'utf8');
}

async function dropCreated(db: DuckDb): Promise<void> {
  for (const table of CREATED) await db.run(`DROP TABLE IF EXISTS ${table}`);
}

async function provideParameters(db: DuckDb, parameters: CountingParameters): Promise<void> {
  const { gapMax, neighboursMax, minSessions, sessionMax } = parameters;
  await db.run(
    'CREATE TABLE counting AS SELECT CAST($1 AS INTEGER) AS gap_max, CAST($2 AS INTEGER) AS neighbours_max, ' +
      'CAST($3 AS INTEGER) AS min_sessions, CAST($4 AS INTEGER) AS session_max, CAST($5 AS BIGINT) AS scale',
    [gapMax, neighboursMax, minSessions, sessionMax, SCALE],
  );
  await db.run('CREATE TABLE gaps (gap INTEGER, weight INTEGER)');
  const weights = gapWeights(parameters);
  await db.append('gaps', [weights.map((_, at) => at + 1), weights]);
}

async function totalsOf(db: DuckDb): Promise<Totals> {
  const [row] = await db.rows<Record<keyof Totals, number | null>>(
    'SELECT COUNT(DISTINCT session) AS sessions, COUNT(*) AS interactions, ' +
      'MIN(at_seconds) AS "firstAtSeconds", MAX(at_seconds) AS "lastAtSeconds" FROM interactions',
  );
  return {
    sessions: row?.sessions ?? 0,
    interactions: row?.interactions ?? 0,
    firstAtSeconds: row?.firstAtSeconds ?? null,
    lastAtSeconds: row?.lastAtSeconds ?? null,
  };
}

async function readItems(db: DuckDb): Promise<Pick<PairCounts, 'items' | 'statistics'>> {
  const count = await countOf(db, 'items');
  const items: string[] = [];
  const statistics = STATISTICS.map(() => new Uint32Array(count));
  const columns = STATISTICS.map((name) => `CAST(${name} AS DOUBLE)`).join(', ');
  for await (const chunk of db.columns(`SELECT item, ${columns} FROM items ORDER BY item_index`)) {
    const [names, ...values] = chunk.columns;
    copyInto(statistics, items.length, values);
    for (let row = 0; row < chunk.rowCount; row++) items.push(String(names?.[row]));
  }
  const named = Object.fromEntries(STATISTICS.map((name, at) => [name, statistics[at]]));
  return { items, statistics: named as Record<Statistic, Uint32Array> };
}

async function readNeighbours(
  db: DuckDb,
  itemsCount: number,
): Promise<Pick<PairCounts, 'rowOffsets' | 'neighbours' | 'columns'>> {
  const count = await countOf(db, 'neighbours');
  const [rows, neighbours] = [new Uint32Array(count), new Uint32Array(count)];
  const columns = COLUMNS.map(() => new Float32Array(count));
  const sums = COLUMNS.map((name) => `CAST(${name} AS DOUBLE) / ${SCALE}`).join(', ');
  const ids = 'CAST(row_item AS UINTEGER), CAST(neighbour AS UINTEGER)';
  let read = 0;
  for await (const chunk of db.columns(
    `SELECT ${ids}, ${sums} FROM neighbours ORDER BY row_item, neighbour`,
  )) {
    copyInto([rows, neighbours, ...columns], read, chunk.columns);
    read += chunk.rowCount;
  }
  const named = Object.fromEntries(COLUMNS.map((name, at) => [name, columns[at]]));
  return {
    rowOffsets: offsetsOf(rows, itemsCount),
    neighbours,
    columns: named as Record<Column, Float32Array>,
  };
}

async function countOf(db: DuckDb, table: string): Promise<number> {
  const [row] = await db.rows<{ count: number }>(`SELECT COUNT(*) AS count FROM ${table}`);
  return row?.count ?? 0;
}

function copyInto(
  targets: readonly (Uint32Array | Float32Array)[],
  at: number,
  columns: readonly ColumnValues[],
): void {
  targets.forEach((target, order) => target.set(columns[order] as Float64Array, at));
}

/** @param rows the row of each entry, ascending. */
function offsetsOf(rows: Uint32Array, itemsCount: number): Uint32Array {
  const offsets = new Uint32Array(itemsCount + 1);
  for (const row of rows) offsets[row + 1] = (offsets[row + 1] ?? 0) + 1;
  for (let item = 0; item < itemsCount; item++)
    offsets[item + 1] = (offsets[item + 1] ?? 0) + (offsets[item] ?? 0);
  return offsets;
}
