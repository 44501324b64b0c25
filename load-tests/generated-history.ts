import { openDuckDb, type DuckDb } from '#libs/duckdb';
import { appendHistory, historyRelation } from '#libs/event-history';
import { generatedVisits, type GeneratedVisit } from './generated-visits.js';

export interface GeneratedHistoryOptions {
  /** FRESHET_DATA. */
  readonly dataFolder: string;
  readonly site: string;
  /** Exactly that many. */
  readonly events: number;
  readonly seed?: number;
  readonly onProgress?: (events: number) => void;
}

const SEED = 20_251_123;
const START_SECONDS = Date.UTC(2025, 8, 1) / 1000;
const SPAN_DAYS = 60;
const DAY_SECONDS = 86_400;
/** Events held before they are handed over, and before they are written: what bounds the memory. */
const HANDED_OVER = 50_000;
const WRITTEN_AT_ONCE = 500_000;
const MEMORY_LIMIT = '1GB';

/** Made anew each time: rows that are deleted would still be gone over. */
const EMPTY_STAGE =
  'CREATE OR REPLACE TABLE staged (visit INTEGER, place INTEGER, is_cart INTEGER, item INTEGER, at_seconds INTEGER)';
/**
 * Names as long as those of real sites, made here rather than carried over row by row. Nothing in them depends on how many rows are
 * written at once.
 */
const EVENTS_SQL = `
  CREATE VIEW made AS
  FROM ${historyRelation('events', [])} UNION ALL BY NAME
  SELECT
    md5(concat('session ', visit)) AS session,
    concat('e-', md5(concat(visit, ' ', place))) AS id,
    concat('visitor-', md5(concat('visitor ', visit // 3))) AS visitor,
    CASE is_cart WHEN 1 THEN 'cart' ELSE 'view' END AS type,
    concat('item-', item) AS item,
    at_seconds::BIGINT * 1000 AS ts,
    at_seconds::BIGINT * 1000 AS received_at
  FROM staged`;

/** Writes a site's event history that was never there, the same for the same options, in memory that does not grow with it. */
export async function writeGeneratedHistory(options: GeneratedHistoryOptions): Promise<void> {
  const db = await openDuckDb({ memoryLimit: MEMORY_LIMIT });
  try {
    await db.run(EMPTY_STAGE);
    await db.run(EVENTS_SQL);
    await writeVisits(db, options);
  } finally {
    await db.close();
  }
}

async function writeVisits(
  db: DuckDb,
  { events, seed = SEED, onProgress, ...place }: GeneratedHistoryOptions,
): Promise<void> {
  const time = { startSeconds: START_SECONDS, spanSeconds: SPAN_DAYS * DAY_SECONDS };
  let columns = new VisitColumns();
  let [staged, done, visits, parts] = [0, 0, 0, 0];
  const handOver = async (): Promise<void> => {
    await db.append('staged', columns.values);
    [staged, done] = [staged + columns.count, done + columns.count];
    columns = new VisitColumns();
    onProgress?.(done);
  };
  const write = async (): Promise<void> => {
    const name = `generated-${String(parts++)}`;
    await appendHistory(db, {
      ...place,
      kind: 'events',
      source: 'made',
      name,
      eachOnce: true,
      daysToSearch: noDays,
    });
    await db.run(EMPTY_STAGE);
    staged = 0;
  };
  for (const visit of generatedVisits({ seed, events, ...time })) {
    columns.add(visits++, visit);
    if (columns.count >= HANDED_OVER) await handOver();
    if (staged >= WRITTEN_AT_ONCE) await write();
  }
  await handOver();
  await write();
}

/** Every event is made once: there is nothing to look for in files that are there. */
async function noDays(): Promise<readonly string[]> {
  return Promise.resolve([]);
}

/** Events column by column, as a database takes them. */
class VisitColumns {
  readonly values: number[][] = [[], [], [], [], []];

  get count(): number {
    return this.values[0]?.length ?? 0;
  }

  add(number: number, { items, types, atSeconds }: GeneratedVisit): void {
    items.forEach((item, place) => {
      const row = [number, place, types[place] === 'cart' ? 1 : 0, item, atSeconds[place] ?? 0];
      row.forEach((value, at) => this.values[at]?.push(value));
    });
  }
}
