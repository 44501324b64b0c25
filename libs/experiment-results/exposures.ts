import { readFile } from 'node:fs/promises';
import { sqlText, type DuckDb } from '#libs/duckdb';
import { readHistory } from '#libs/event-history';
import type { ExperimentUnit } from '#libs/experiments';

/** A site's history. */
export interface HistoryOf {
  /** FRESHET_DATA. */
  readonly dataFolder: string;
  readonly site: string;
}

export interface ExposureQuestion {
  readonly unit: ExperimentUnit;
  /** Null takes every slate of the site, all of one variation: traffic to plan with. */
  readonly experiment: string | null;
  /** Slates from this moment on, milliseconds since 1970. */
  readonly fromMs: number;
  /** How long after a slate what is done is credited to it. */
  readonly withinMs: number;
}

/** Units that are in no sum, by why not. */
export interface LeftOut {
  /** Load tests, replays, and whatever else marks its batches or its questions as a test. */
  readonly test: number;
  /** A tester asked for a variation. */
  readonly forced: number;
  /** Faster than people are. */
  readonly bots: number;
  /** Saw a variation that the file does not have any more. */
  readonly removed: number;
}

export interface Exposures {
  readonly leftOut: LeftOut;
  /** Units that saw more than one variation. */
  readonly unitsOfSeveral: number;
  /** First and last slate of counted units, milliseconds since 1970; null without one. */
  readonly span: { readonly firstMs: number; readonly lastMs: number } | null;
}

/** What every slate is of where no experiment is asked about. */
export const EVERYBODY = 'everybody';

/** More slates asked for or clicked by a unit within a clock minute than people manage. */
const BOT_ACTS_A_MINUTE = 60;
const CREATED = [
  'test_sessions',
  'test_answers',
  'answers',
  'question',
  'hasty',
  'units',
  'shown',
  'credited',
];

/**
 * Lays what units were shown, and what they did with it, into `db` as tables (see exposures.sql): `shown`, `credited`, `units`.
 * @param variations those that the file knows.
 */
export async function layOutExposures(
  db: DuckDb,
  history: HistoryOf,
  question: ExposureQuestion,
  variations: readonly string[],
): Promise<Exposures> {
  for (const table of CREATED) await db.run(`DROP TABLE IF EXISTS ${table}`);
  await db.run(`CREATE TABLE question AS SELECT ${BOT_ACTS_A_MINUTE} AS bot_acts, ? AS window_ms`, [
    Math.round(question.withinMs),
  ]);
  const answers = answersOf(question);
  await readHistory(db, { ...history, testBatches: true }, async () => {
    await db.run(
      'CREATE OR REPLACE TABLE test_sessions AS SELECT session FROM events UNION SELECT session FROM slates',
    );
    await db.run(`CREATE OR REPLACE TABLE test_answers AS SELECT DISTINCT unit FROM (${answers})`);
  });
  await readHistory(db, history, async () => {
    await db.run(`CREATE OR REPLACE TABLE answers AS ${answers}`);
    for (const table of ['hasty', 'units', 'shown', 'credited'])
      await db.run(`DROP TABLE IF EXISTS ${table}`);
    await db.run(await sqlOf('exposures'));
  });
  return standingsOf(db, variations);
}

/** SQL of the slates that the question is about. */
function answersOf({ unit, experiment, fromMs }: ExposureQuestion): string {
  const variation =
    experiment === null
      ? sqlText(EVERYBODY)
      : `json_extract_string(experiments, ${sqlText(`$."${experiment}"`)})`;
  return (
    `SELECT "${unit}" AS unit, ${variation} AS variation, session, id AS slate, received_at, items, teams, forced ` +
    `FROM slates WHERE received_at >= ${Math.round(fromMs)} AND "${unit}" IS NOT NULL AND ${variation} IS NOT NULL`
  );
}

interface Standing {
  readonly standing: 'test' | 'forced' | 'bot' | 'several' | 'counted';
  readonly variation: string | null;
  readonly units: number;
}

async function standingsOf(db: DuckDb, variations: readonly string[]): Promise<Exposures> {
  const rows = await db.rows<Standing>(
    'SELECT standing, variation, count(*) AS units FROM units GROUP BY standing, variation',
  );
  const unitsOf = (is: (row: Standing) => boolean): number =>
    rows.filter(is).reduce((sum, { units }) => sum + units, 0);
  const [span] = await db.rows<{ firstMs: number | null; lastMs: number }>(
    'SELECT min(received_at) AS "firstMs", max(received_at) AS "lastMs" FROM shown',
  );
  return {
    leftOut: {
      test: unitsOf(({ standing }) => standing === 'test'),
      forced: unitsOf(({ standing }) => standing === 'forced'),
      bots: unitsOf(({ standing }) => standing === 'bot'),
      removed: unitsOf(
        ({ standing, variation }) => standing === 'counted' && !variations.includes(variation ?? ''),
      ),
    },
    unitsOfSeveral: unitsOf(({ standing }) => standing === 'several'),
    span: span?.firstMs == null ? null : { firstMs: span.firstMs, lastMs: span.lastMs },
  };
}

/** @returns the text of one of this folder's SQL files. */
export function sqlOf(name: 'exposures' | 'metric-sums'): Promise<string> {
  return readFile(new URL(`${name}.sql`, import.meta.url), 'utf8');
}
