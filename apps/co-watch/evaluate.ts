import { Blender, type CoWatchTables } from '#libs/blending';
import {
  COUNTING_PARAMETERS,
  type BuiltTables,
  type CountingParameters,
  type LearnedPart,
} from '#libs/co-watch';
import { openDuckDb, type DuckDb } from '#libs/duckdb';
import { readEventFile } from '#libs/event-history';
import { BASELINES, BOOTSTRAP, type Catalogue, type Ranker, type TrainingSessions } from '#libs/evaluation';
import { rankerOf } from './blender-ranker.js';
import type { Protocol } from './cases.js';
import { compareMethods, type ScoredMethod } from './compare-methods.js';
import type { Evaluation, EvaluationSource } from './evaluation.js';
import { fitTables, type Fit } from './fit-tables.js';
import { loadEvents } from './load-events.js';
import { notesOn } from './notes.js';
import { readTrainingSessions } from './read-training-sessions.js';
import { recordedSessions, storedSessions, type RecordedSession } from './recorded-sessions.js';
import { factsOf, scoreSessions, shapesOf } from './score-sessions.js';
import { HELD_OUT, HOLD_OUT, splitHistory, type SiteHistory } from './site-events.js';

/** Event files (CSV, JSONL or Parquet): one that alone is learned from, one whose sessions are predicted. */
interface FilesToEvaluate {
  readonly train: string;
  readonly test: string;
}

export interface EvaluateOptions {
  /** Files, or a site whose newest sessions are held out. */
  readonly on: FilesToEvaluate | SiteHistory;
  /** Takes that many sessions, in order of start, then id; left out: all. */
  readonly limitSessions?: number | undefined;
  readonly protocol?: Protocol | undefined;
  /** Whether simple methods are tried on the same cases; they are unless told. */
  readonly baselines?: boolean | undefined;
  readonly parameters?: Partial<CountingParameters> | undefined;
  /** Parts of what is learned that are left out, to see what they are worth. */
  readonly without?: readonly LearnedPart[] | undefined;
  /** How tables are made; left out: as builds make them. */
  readonly fit?: Fit | undefined;
  /** Memory for counting before it spills, such as `2GB`. */
  readonly memoryLimit?: string | undefined;
  readonly onProgress?: ((progress: EvaluateProgress) => void) | undefined;
}

interface EvaluateProgress {
  readonly step: 'read' | 'build' | 'score' | 'compare';
  /** What is built, or who is scored. */
  readonly method?: string;
  readonly done: number;
  /** Null where nobody knows yet. */
  readonly total: number | null;
}

type Report = (progress: EvaluateProgress) => void;

/** Items of most sessions that count as popular: one list of them is what everybody could be shown. */
const POPULAR_ITEMS = 20;
/** What Node counts memory in. */
const KIBIBYTE = 1024;

/**
 * Fits tables on one part of recorded sessions, predicts the other part with them, and sets simple methods beside them.
 * @throws FreshetError FRESHET_TABLES_MISSING where a site has no history, FRESHET_IMPORT_INVALID.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const report = options.onProgress ?? (() => undefined);
  const protocol = options.protocol ?? 'literature';
  const { built, seconds, peakMemoryBytes, training, sessions, source } = await prepare(options, report);
  const shapes = shapesOf(sessions, protocol);
  const catalogue = catalogueOf(built.tables);
  const score = (name: string, does: string, ranker: Ranker): ScoredMethod => {
    const onSession = (done: number): void => {
      if (done % 100 === 0 || done === sessions.length)
        report({ step: 'score', method: name, done, total: sessions.length });
    };
    return { name, does, scored: scoreSessions(ranker, sessions, { protocol, catalogue, onSession }) };
  };
  const { tables, manifest } = built;
  const scored = (forest: CoWatchTables['forest']): Ranker =>
    rankerOf(new Blender({ ...tables, forest }, manifest.blend));
  const ours = score('freshet', 'these tables, blended', scored(tables.forest));
  const baselines = training ? BASELINES.map(({ name, does, fit }) => score(name, does, fit(training))) : [];
  const parts =
    training && tables.forest ? [score('first score', 'the same without trees', scored(null))] : [];
  report({ step: 'compare', done: 0, total: null });
  const compared = compareMethods(ours, [...baselines, ...parts], shapes);
  const { hr20, mrr20 } = compared.ours.measures;
  const { microsP50, microsP99 } = compared.ours;
  const facts = factsOf(sessions, protocol, catalogue);
  return {
    hr20,
    mrr20,
    ...facts,
    microsP50,
    microsP99,
    buildSeconds: seconds,
    peakMemoryBytes,
    ...sizesOf(built),
    protocol,
    source,
    bootstrap: BOOTSTRAP,
    popularItems: POPULAR_ITEMS,
    ours: compared.ours,
    baselines: compared.others.slice(0, baselines.length),
    parts: compared.others.slice(baselines.length),
    learning: manifest.learning,
    notes: notesOn(facts, manifest, source),
  };
}

interface Prepared {
  readonly built: BuiltTables;
  readonly seconds: number;
  readonly peakMemoryBytes: number;
  readonly training: TrainingSessions | null;
  readonly sessions: readonly RecordedSession[];
  readonly source: EvaluationSource;
}

async function prepare(options: EvaluateOptions, report: Report): Promise<Prepared> {
  const { memoryLimit, limitSessions } = options;
  const db = await openDuckDb(memoryLimit === undefined ? {} : { memoryLimit });
  try {
    const { sessions, source } = await readBoth(db, options.on, limitSessions, report);
    const training = options.baselines === false ? null : await readTrainingSessions(db);
    const startedAt = performance.now();
    const parameters = { ...COUNTING_PARAMETERS, ...options.parameters };
    const recipe = { parameters, without: options.without ?? [] };
    const built = await (options.fit ?? fitTables)(db, 'evaluate', recipe, (method, share) =>
      report({ step: 'build', method, done: Math.round(share * 100), total: 100 }),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    const peakMemoryBytes = process.resourceUsage().maxRSS * KIBIBYTE;
    return { built, seconds, peakMemoryBytes, training, sessions, source };
  } finally {
    await db.close();
  }
}

/** Leaves what is learned from in `events`. */
async function readBoth(
  db: DuckDb,
  on: FilesToEvaluate | SiteHistory,
  limitSessions: number | undefined,
  report: Report,
): Promise<Pick<Prepared, 'sessions' | 'source'>> {
  if ('site' in on) {
    report({ step: 'read', done: 0, total: null });
    const { cutoffMs, ...split } = await splitHistory(db, on, HOLD_OUT);
    const sessions = await storedSessions(db, HELD_OUT, limitSessions);
    const cutoff = cutoffMs === null ? null : new Date(cutoffMs).toISOString();
    return { sessions, source: { site: on.site, cutoff, ...split } };
  }
  await loadEvents(db, readEventFile(on.train), (done) => report({ step: 'read', done, total: null }));
  const sessions = await recordedSessions(readEventFile(on.test), limitSessions);
  return { sessions, source: { train: on.train, test: on.test } };
}

/** An item's index is its rank by sessions: the first are the most popular. */
function catalogueOf(tables: CoWatchTables): Catalogue {
  const popular = Math.min(POPULAR_ITEMS, tables.itemsCount);
  return {
    itemsCount: tables.itemsCount,
    isKnown: (item) => tables.indexOf(item) >= 0,
    popular: new Set(Array.from({ length: popular }, (_, index) => tables.itemAt(index))),
  };
}

function sizesOf({
  manifest: { counted },
  bytes,
}: BuiltTables): Pick<Evaluation, 'tableBytes' | 'bytesPerItem' | 'trainEvents' | 'items' | 'neighbours'> {
  const { interactions, items, neighbours } = counted;
  return {
    tableBytes: bytes,
    bytesPerItem: Math.round(bytes / Math.max(1, items)),
    trainEvents: interactions,
    items,
    neighbours,
  };
}
