import { readFile } from 'node:fs/promises';
import type { ColumnValues, DuckDb } from '#libs/duckdb';
import type { LevelledColumns } from './column-levels.js';
import { readNeighbourRows, readOffsets } from './read-neighbours.js';
import { gapWeights, SCALE, type CountingParameters } from './counting-parameters.js';
import { STATISTICS, type Statistic } from './table-files.js';

/** What was counted, as flat arrays; items in order of their index. */
export interface PairCounts {
  readonly items: readonly string[];
  readonly statistics: Readonly<Record<Statistic, Uint32Array>>;
  readonly rowOffsets: Uint32Array;
  readonly neighbours: Uint32Array;
  readonly columns: LevelledColumns;
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

/** Tables that counting creates: they go, so that counting again in one database begins anew. `dropCounted` drops its views before them. */
const OF_FOLDING = [
  'interaction_weights',
  'ordered_events',
  'session_numbers',
  'named_items',
  'numbered_events',
  'strengthened_sessions',
  'interactions',
  'ordered_sessions',
  'visits',
  'sessions',
] as const;
const OF_COUNTING = [
  'counting',
  'gaps',
  'counted_sessions',
  'items',
  'placed_visits',
  'reaches',
  'pairs',
  'row_lengths',
  'neighbours',
] as const;
const VIEWS_OF_COUNTING = ['session_pairs', 'placed_pairs', 'directed'] as const;

/** Told the share that is done, 0 to 1. */
type OnShare = (share: number) => void;

const UNHEARD: OnShare = () => undefined;

/**
 * Counts the events of `db`.
 * @param db holds a table or view `events(session, id, type, item, ts, received_at, progress)`, each event once, times in
 *   milliseconds;
 *   it must have no other table by a name that counting creates. What counting creates is gone afterwards.
 */
export async function countPairs(db: DuckDb, parameters: CountingParameters): Promise<PairCounts> {
  return withVisits(db, parameters, () => countVisits(db, parameters));
}

/**
 * Folds the events of `db` into sessions and their visits, once for all that is then read and counted of them.
 * @param db see `countPairs`.
 */
export async function withVisits<T>(
  db: DuckDb,
  { interactions }: CountingParameters,
  work: () => Promise<T>,
  onShare: OnShare = UNHEARD,
): Promise<T> {
  await drop(db, OF_FOLDING);
  try {
    const { view, watch, progress, cart, purchase } = interactions;
    await db.run(INTERACTION_WEIGHTS, [view, watch, progress, cart, purchase]);
    await runFile(db, 'session-interactions', (share) => onShare(share * 0.8));
    await runFile(db, 'session-visits', (share) => onShare(0.8 + share * 0.2));
    await drop(db, ['interactions', 'ordered_sessions', 'session_numbers']);
    return await work();
  } finally {
    await drop(db, OF_FOLDING);
  }
}

const INTERACTION_WEIGHTS =
  'CREATE TABLE interaction_weights AS SELECT CAST($1 AS DOUBLE) AS view_weight, CAST($2 AS DOUBLE) AS watch_weight, ' +
  'CAST($3 AS DOUBLE) AS progress_weight, CAST($4 AS DOUBLE) AS cart_weight, CAST($5 AS DOUBLE) AS purchase_weight';

/**
 * Counts pairs of what `withVisits` has folded.
 * @param sessionsMax counts that many of the oldest sessions alone, in order of start, then id.
 */
export async function countVisits(
  db: DuckDb,
  parameters: CountingParameters,
  sessionsMax = Infinity,
  onShare: OnShare = UNHEARD,
): Promise<PairCounts> {
  await dropCounted(db);
  try {
    await provideParameters(db, parameters, sessionsMax);
    await runFile(db, 'pair-counting', (share) => onShare(share * 0.8));
    await drop(db, ['placed_visits', 'reaches', 'pairs']);
    const totals = await totalsOf(db, sessionsMax);
    const { items, statistics } = await readItems(db);
    return { items, statistics, totals, ...(await readNeighbours(db, items.length)) };
  } finally {
    await dropCounted(db);
    onShare(1);
  }
}

function sqlOf(name: string): Promise<string> {
  return readFile(new URL(`${name}.sql`, import.meta.url), 'utf8');
}

/** Runs a file's statements one after another. */
async function runFile(db: DuckDb, name: string, onShare: OnShare): Promise<void> {
  const statements = (await sqlOf(name)).split(/;\n/).filter((part) => /^(CREATE|DROP)/m.test(part));
  for (const [at, statement] of statements.entries()) {
    await db.run(statement);
    onShare((at + 1) / statements.length);
  }
}

async function dropCounted(db: DuckDb): Promise<void> {
  for (const view of VIEWS_OF_COUNTING) await db.run(`DROP VIEW IF EXISTS ${view}`);
  await drop(db, OF_COUNTING);
}

async function drop(db: DuckDb, tables: readonly string[]): Promise<void> {
  for (const table of tables) await db.run(`DROP TABLE IF EXISTS ${table}`);
}

async function provideParameters(
  db: DuckDb,
  parameters: CountingParameters,
  sessionsMax: number,
): Promise<void> {
  const { gapMax, neighboursMax, minSessions, sessionMax } = parameters;
  await db.run(
    'CREATE TABLE counting AS SELECT CAST($1 AS INTEGER) AS gap_max, CAST($2 AS INTEGER) AS neighbours_max, ' +
      'CAST($3 AS INTEGER) AS min_sessions, CAST($4 AS INTEGER) AS session_max, CAST($5 AS BIGINT) AS scale, ' +
      'CAST($6 AS INTEGER) AS sessions_max',
    [gapMax, neighboursMax, minSessions, sessionMax, SCALE, Math.min(sessionsMax, SESSIONS_MAX)],
  );
  await db.run('CREATE TABLE gaps (gap INTEGER, weight INTEGER)');
  const weights = gapWeights(parameters);
  await db.append('gaps', [weights.map((_, at) => at + 1), weights]);
}

/** The largest INTEGER: sessions are numbered by it. */
const SESSIONS_MAX = 2 ** 31 - 1;

async function totalsOf(db: DuckDb, sessionsMax: number): Promise<Totals> {
  const [row] = await db.rows<Record<keyof Totals, number | null>>(
    'SELECT COUNT(DISTINCT session_index) AS sessions, COUNT(*) AS interactions, ' +
      'MIN(at_seconds) AS "firstAtSeconds", MAX(at_seconds) AS "lastAtSeconds" FROM visits WHERE session_index < $1',
    [Math.min(sessionsMax, SESSIONS_MAX)],
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
  for await (const chunk of db.columns(ITEMS)) {
    const [names, ...values] = chunk.columns;
    copyInto(statistics, items.length, values);
    for (let row = 0; row < chunk.rowCount; row++) items.push(String(names?.[row]));
  }
  const named = Object.fromEntries(STATISTICS.map((name, at) => [name, statistics[at]]));
  return { items, statistics: named as Record<Statistic, Uint32Array> };
}

const ITEMS =
  `SELECT named_items.item, ${STATISTICS.map((name) => `CAST(${name} AS DOUBLE)`).join(', ')} ` +
  'FROM items JOIN named_items ON named_items.item_code = items.item_code ORDER BY item_index';

async function readNeighbours(
  db: DuckDb,
  itemsCount: number,
): Promise<Pick<PairCounts, 'rowOffsets' | 'neighbours' | 'columns'>> {
  const rowOffsets = await readOffsets(db, ROW_LENGTHS, itemsCount);
  return { rowOffsets, ...(await readNeighbourRows(db, rowOffsets)) };
}

const ROW_LENGTHS =
  'SELECT row_item, CAST(LEAST(neighbours, neighbours_max) AS INTEGER) FROM row_lengths CROSS JOIN counting';

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
