import { FreshetError } from '#libs/contracts';
import type { DuckDb } from '#libs/duckdb';
import { readHistory } from '#libs/event-history';
import { EVENT_COLUMNS } from './load-events.js';

export interface SiteHistory {
  readonly site: string;
  /** FRESHET_DATA. */
  readonly dataFolder: string;
}

/** How much of a site's history is kept from what is fitted. */
export interface HoldOut {
  /** Share of sessions, the newest, 0 to 1. */
  readonly share: number;
  /** At most that many sessions; left out: no bound. */
  readonly sessionsMax?: number;
}

/** The newest 8 %: what learning itself keeps to fit its weights on. */
export const HOLD_OUT: HoldOut = { share: 0.08 };

/** A site's history cut at a moment. Sessions that were under way then are on neither side. */
export interface TimeSplit {
  /** Milliseconds since 1970; null where the history holds no session. */
  readonly cutoffMs: number | null;
  /** Sessions that ended before. */
  readonly trainSessions: number;
  /** Sessions that began then or later. */
  readonly heldOutSessions: number;
}

export const HELD_OUT = 'held_out';

/**
 * Puts a site's history into two tables with the columns of EVENT_COLUMNS: `events`, of sessions that ended before the cutoff,
 * and HELD_OUT, of the newest sessions. What test batches sent is in neither.
 * @throws FreshetError FRESHET_TABLES_MISSING where the site has no history, FRESHET_HISTORY_UNREADABLE.
 */
export async function splitHistory(
  db: DuckDb,
  { site, dataFolder }: SiteHistory,
  holdOut: HoldOut,
): Promise<TimeSplit> {
  await readHistory(db, { dataFolder, site }, async ({ files }) => {
    if (files.length === 0) throw noHistory(site);
    await db.run(`CREATE OR REPLACE TABLE recorded AS SELECT ${EVENT_COLUMNS} FROM events`);
  });
  await db.run(
    'CREATE TABLE spans AS SELECT session, MIN(ts) AS started, MAX(ts) AS ended FROM recorded GROUP BY session',
  );
  const cutoffMs = await cutoffOf(db, holdOut);
  const trainSessions = await take(db, 'events', `ended < ${cutoffMs ?? 0}`);
  const heldOutSessions = await take(db, HELD_OUT, `started >= ${cutoffMs ?? 0}`);
  await db.run('DROP TABLE recorded');
  await db.run('DROP TABLE spans');
  return { cutoffMs, trainSessions, heldOutSessions };
}

/** The start of the oldest session that is held out. */
async function cutoffOf(db: DuckDb, { share, sessionsMax }: HoldOut): Promise<number | null> {
  const [sessions] = await db.rows<{ count: number }>('SELECT COUNT(*) AS count FROM spans');
  const heldOut = Math.min(Math.ceil((sessions?.count ?? 0) * share), sessionsMax ?? Number.MAX_SAFE_INTEGER);
  const [row] = await db.rows<{ started: number }>(
    'SELECT started FROM spans ORDER BY started DESC LIMIT 1 OFFSET $1',
    [Math.max(0, heldOut - 1)],
  );
  return row?.started ?? null;
}

async function take(db: DuckDb, table: string, condition: string): Promise<number> {
  const sessions = `SELECT session FROM spans WHERE ${condition}`;
  await db.run(
    `CREATE TABLE ${table} AS SELECT ${EVENT_COLUMNS} FROM recorded WHERE session IN (${sessions})`,
  );
  const [row] = await db.rows<{ count: number }>(`SELECT COUNT(*) AS count FROM (${sessions}) AS taken`);
  return row?.count ?? 0;
}

export function noHistory(site: string): FreshetError {
  return new FreshetError(
    'FRESHET_TABLES_MISSING',
    `${site} has no history to build from: import a file first.`,
  );
}
