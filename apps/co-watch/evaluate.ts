import { Blender, type RankingScores } from '#libs/blending';
import { learnTables, type BuiltTables, type CountingParameters } from '#libs/co-watch';
import { openDuckDb, type DuckDb } from '#libs/duckdb';
import { readEventFile, type ImportedEvent } from '#libs/event-history';
import { recordedSessions, type RecordedSession } from './recorded-sessions.js';
import { scoreSessions, type SessionScores } from './score-sessions.js';

export interface EvaluateOptions {
  /** Event file (CSV, JSONL or Parquet) that alone is learned from. */
  readonly train: string;
  /** Event file whose sessions are predicted. */
  readonly test: string;
  /** Takes that many test sessions, in order of start, then id; left out: all. */
  readonly limitSessions?: number | undefined;
  /** Scores by the shop protocol as well. */
  readonly shop?: boolean;
  readonly parameters?: CountingParameters;
  /** Memory for counting before it spills, such as `2GB`. */
  readonly memoryLimit?: string;
  readonly onProgress?: (progress: EvaluateProgress) => void;
}

export interface EvaluateProgress {
  readonly step: 'read' | 'build' | 'score';
  readonly done: number;
  /** Null where nobody knows yet. */
  readonly total: number | null;
}

export interface Evaluation extends SessionScores {
  readonly sessions: number;
  /** Seconds from the events in memory to tables that answer. */
  readonly buildSeconds: number;
  readonly tableBytes: number;
  readonly trainEvents: number;
  readonly items: number;
  readonly neighbours: number;
  /** Where it was asked for. */
  readonly shop?: RankingScores;
}

/** Builds tables from one file and predicts the sessions of another with them, by the protocol of the literature. */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const report = options.onProgress ?? (() => undefined);
  const { built, seconds } = await buildFromFile(options, report);
  const sessions = await recordedSessions(readEventFile(options.test), options.limitSessions);
  const blender = new Blender(built.tables, built.manifest.blend);
  const scores = scoreSessions(blender, sessions, 'literature', (done) => {
    if (done % 100 === 0 || done === sessions.length) report({ step: 'score', done, total: sessions.length });
  });
  const { interactions, items, neighbours } = built.manifest.counted;
  const sizes = { trainEvents: interactions, items, neighbours, tableBytes: built.bytes };
  return {
    ...scores,
    sessions: sessions.length,
    buildSeconds: seconds,
    ...sizes,
    ...(options.shop === true ? { shop: shopScores(blender, sessions) } : {}),
  };
}

function shopScores(blender: Blender, sessions: readonly RecordedSession[]): RankingScores {
  const { hr20, mrr20, cases } = scoreSessions(blender, sessions, 'shop');
  return { hr20, mrr20, cases };
}

async function buildFromFile(
  { train, parameters, memoryLimit }: EvaluateOptions,
  report: (progress: EvaluateProgress) => void,
): Promise<{ built: BuiltTables; seconds: number }> {
  const db = await openDuckDb(memoryLimit === undefined ? {} : { memoryLimit });
  try {
    await loadEvents(db, readEventFile(train), (done) => report({ step: 'read', done, total: null }));
    report({ step: 'build', done: 0, total: null });
    const startedAt = performance.now();
    const built = await learnTables(db, 'evaluate', parameters === undefined ? {} : { parameters });
    return { built, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    await db.close();
  }
}

const LOADED_AT_ONCE = 50_000;
/** Digits of an event's number: ids compare as texts, and so in the file's order. */
const ID_DIGITS = 12;

async function loadEvents(
  db: DuckDb,
  events: AsyncIterable<ImportedEvent>,
  onLoaded: (events: number) => void,
): Promise<void> {
  await db.run(
    'CREATE TABLE events (session VARCHAR, id VARCHAR, type VARCHAR, item VARCHAR, ts BIGINT, received_at BIGINT, progress DOUBLE)',
  );
  let loaded = 0;
  let batch: ImportedEvent[] = [];
  const load = async (): Promise<void> => {
    const ids = batch.map((_, at) => String(loaded + at).padStart(ID_DIGITS, '0'));
    const columnOf = <K extends keyof ImportedEvent>(name: K): ImportedEvent[K][] =>
      batch.map((event) => event[name]);
    const times = columnOf('ts');
    await db.append('events', [
      columnOf('session'),
      ids,
      columnOf('type'),
      columnOf('item'),
      times,
      times,
      columnOf('progress'),
    ]);
    loaded += batch.length;
    batch = [];
    onLoaded(loaded);
  };
  for await (const event of events) if (batch.push(event) === LOADED_AT_ONCE) await load();
  await load();
}
