import { Blender, type Blend, type CoWatchTables } from '#libs/blending';
import type { Comparison, GateOpinion, OpenTables, PublishGate } from '#libs/co-watch';
import { FreshetError } from '#libs/contracts';
import { openDuckDb, type DuckDb } from '#libs/duckdb';
import { BOOTSTRAP, LIST_MAX, type Ranker } from '#libs/evaluation';
import { rankerOf } from './blender-ranker.js';
import { casesOf } from './cases.js';
import { comparePair, objectionsTo, TOLERANCE, type PairToCompare, type ScoredSide } from './compare-pair.js';
import { fitTables, recipeOf, type Fit } from './fit-tables.js';
import { storedSessions, type RecordedSession } from './recorded-sessions.js';
import { HELD_OUT, HOLD_OUT, splitHistory, type HoldOut, type SiteHistory } from './site-events.js';

export interface ComparisonOptions extends SiteHistory {
  readonly memoryLimit: string;
  readonly threads?: number | undefined;
  /** How a recipe becomes tables; left out: as builds do it. */
  readonly fit?: Fit | undefined;
  readonly onProgress?: ((progress: GateProgress) => void) | undefined;
}

export interface GateProgress {
  readonly step: 'read' | 'build' | 'score';
  /** What is built or scored. */
  readonly what?: string;
  readonly done: number;
  /** Null where nobody knows yet. */
  readonly total: number | null;
}

/** Enough sessions to tell a point from chance on, and soon predicted. */
const GATE_HOLD_OUT: HoldOut = { ...HOLD_OUT, sessionsMax: 5000 };
/** With fewer cases an interval is some 20 points wide and tells nothing. */
const CASES_MIN = 100;

/** What is set side by side. */
interface Side {
  readonly version: string;
  readonly tables: 'as-built' | 'to-cutoff';
  readonly scores: { readonly tables: CoWatchTables; readonly blend: Blend };
}

/**
 * Compares a version with what serves, on the site's newest sessions, which neither side has seen: what learned from them is
 * built again, by its recipe, from the history up to a cutoff. That says nothing of the version's own files, so they are tried
 * on the same sessions too: having learned from them, they must do no worse than the same recipe without them.
 */
export function comparisonGate(options: ComparisonOptions): PublishGate {
  return async (candidate, current) => {
    if (current === null) return notCompared('nothing serves that it could be compared with');
    const startedAt = performance.now();
    const db = await openDuckDb({ memoryLimit: options.memoryLimit, threads: options.threads });
    try {
      const bench = await prepare(db, options);
      if ('notCompared' in bench) return bench;
      const pairs = await pairsToCompare(bench, candidate, current);
      return opinionOn(bench, pairs, startedAt);
    } finally {
      await db.close();
    }
  };
}

function notCompared(why: string): GateOpinion & { notCompared: string } {
  return { objections: [], comparison: null, notCompared: why };
}

/** Held-out sessions, and how anything is built from those before. */
interface Bench {
  readonly db: DuckDb;
  readonly sessions: readonly RecordedSession[];
  /** Cases of each session that has any. */
  readonly sizes: readonly number[];
  readonly cutoffMs: number;
  readonly trainSessions: number;
  readonly fit: Fit;
  readonly report: (progress: GateProgress) => void;
}

async function prepare(
  db: DuckDb,
  options: ComparisonOptions,
): Promise<Bench | ReturnType<typeof notCompared>> {
  const report = options.onProgress ?? (() => undefined);
  report({ step: 'read', done: 0, total: null });
  const split = await splitHistory(db, options, GATE_HOLD_OUT).catch(nullWithoutHistory);
  if (split?.cutoffMs == null) return notCompared('the site has no history to hold sessions out of');
  const { cutoffMs, trainSessions } = split;
  const sessions = await storedSessions(db, HELD_OUT);
  const sizes = sessions
    .map(({ events }) => [...casesOf(events, 'literature')].length)
    .filter((size) => size > 0);
  const cases = sizes.reduce((sum, size) => sum + size, 0);
  if (cases < CASES_MIN)
    return notCompared(`${cases} cases in the newest sessions, fewer than ${CASES_MIN}, tell nothing`);
  if (trainSessions === 0) return notCompared('no session ended before the newest ones began');
  return { db, sessions, sizes, cutoffMs, trainSessions, fit: options.fit ?? fitTables, report };
}

function nullWithoutHistory(error: unknown): null {
  if (error instanceof FreshetError && error.code === 'FRESHET_TABLES_MISSING') return null;
  throw error;
}

async function pairsToCompare(
  bench: Bench,
  candidate: OpenTables,
  current: OpenTables,
): Promise<PairToCompare[]> {
  const fair = await unseenSide(bench, candidate);
  const served =
    sameRecipe(candidate, current) && !isOlder(bench, current) ? fair : await unseenSide(bench, current);
  const score = scorerOn(bench);
  const scoredFair = score(fair);
  const pairs = served === fair ? [] : [{ of: scoredFair, against: score(served), kind: 'recipe' as const }];
  if (fair.tables === 'as-built') return pairs;
  return [...pairs, { of: score(asBuilt(candidate)), against: scoredFair, kind: 'files' as const }];
}

/** A version as it is where it is older than the held-out sessions, else its recipe built from what is older. */
async function unseenSide(bench: Bench, version: OpenTables): Promise<Side> {
  if (isOlder(bench, version)) return asBuilt(version);
  const { manifest } = version;
  const { tables, manifest: built } = await bench.fit(
    bench.db,
    manifest.site,
    recipeOf(version),
    (doing, share) => {
      const what = `${manifest.version} up to the cutoff, ${doing}`;
      bench.report({ step: 'build', what, done: Math.round(share * 100), total: 100 });
    },
  );
  return { version: manifest.version, tables: 'to-cutoff', scores: { tables, blend: built.blend } };
}

function asBuilt({ manifest, tables }: OpenTables): Side {
  return { version: manifest.version, tables: 'as-built', scores: { tables, blend: manifest.blend } };
}

function isOlder({ cutoffMs }: Bench, { manifest: { counted } }: OpenTables): boolean {
  return (counted.lastAtSeconds ?? 0) < Math.floor(cutoffMs / 1000);
}

function sameRecipe(a: OpenTables, b: OpenTables): boolean {
  return JSON.stringify(recipeOf(a)) === JSON.stringify(recipeOf(b));
}

function scorerOn({ sessions, report }: Bench): (side: Side) => ScoredSide {
  return ({ version, tables, scores }) => {
    const ranker = rankerOf(new Blender(scores.tables, scores.blend));
    const what = `${version}, ${tables === 'as-built' ? 'as built' : 'up to the cutoff'}`;
    const onSession = (done: number): void => {
      if (done % 100 === 0 || done === sessions.length)
        report({ step: 'score', what, done, total: sessions.length });
    };
    return { version, tables, ranks: ranksOf(ranker, sessions, onSession) };
  };
}

function ranksOf(
  ranker: Ranker,
  sessions: readonly RecordedSession[],
  onSession: (done: number) => void,
): Uint8Array {
  const ranks: number[] = [];
  sessions.forEach(({ events }, at) => {
    for (const { session, next } of casesOf(events, 'literature'))
      ranks.push(ranker.rank({ session, limit: LIST_MAX, without: null }).indexOf(next) + 1);
    onSession(at + 1);
  });
  return Uint8Array.from(ranks);
}

function opinionOn(bench: Bench, pairs: readonly PairToCompare[], startedAt: number): GateOpinion {
  const compared = pairs.map((pair) => comparePair(pair, bench.sizes));
  const comparison: Comparison = {
    cutoff: new Date(bench.cutoffMs).toISOString(),
    trainSessions: bench.trainSessions,
    sessions: bench.sessions.length,
    cases: bench.sizes.reduce((sum, size) => sum + size, 0),
    ...BOOTSTRAP,
    tolerance: TOLERANCE,
    seconds: (performance.now() - startedAt) / 1000,
    pairs: compared,
  };
  return { objections: compared.flatMap((pair, at) => objectionsTo(pair, pairs[at]?.kind)), comparison };
}
