import type { CoWatchTables } from '#libs/blending';
import type { DuckDb } from '#libs/duckdb';
import {
  BLEND_CASES_MIN,
  embedItems,
  learnWeights,
  TREE_CASES_MIN,
  type LearnedWeights,
  type LearningSlice,
  type TrainedEmbedding,
} from '#libs/learning';
import { assembleTables, buildTables, countedTables, type BuiltTables } from './build-tables.js';
import { BuildWork, stagesOf } from './build-work.js';
import { countVisits, withVisits, type PairCounts } from './count-pairs.js';
import { COUNTING_PARAMETERS, type CountingParameters } from './counting-parameters.js';
import { embeddingJob, type WarmStart } from './embedding-jobs.js';
import type { LearnedPart, LearningReport } from './manifest.js';
import { planSlices, type SlicePlan } from './plan-slices.js';
import { casesCountOf, casesOf, readRecordedHistory, type RecordedHistory } from './recorded-history.js';

export interface LearnOptions {
  readonly parameters?: CountingParameters;
  /** Left out on purpose, to see what each part is worth. */
  readonly without?: readonly LearnedPart[];
  readonly seed?: number;
  readonly onProgress?: (progress: LearnProgress) => void;
}

export interface LearnProgress {
  readonly step: 'read' | 'count' | 'embed' | 'blend' | 'trees';
  /** Share of the step that is done, 0 to 1. */
  readonly share: number;
  /** Share of the whole that is done, in terms of time; null while it is not known how much there is to do. */
  readonly whole: number | null;
}

/** Chosen once, before any result was seen. */
const SEED = 20_251_122;

/** What all steps of one run need. */
interface Run {
  readonly db: DuckDb;
  readonly history: RecordedHistory;
  readonly parameters: CountingParameters;
  readonly seed: number;
  readonly without: ReadonlySet<LearnedPart>;
  /** @param part of the work that a share is of: see `stagesOf`. */
  readonly report: (step: LearnProgress['step'], share: number, part: string) => void;
}

/** A slice to learn on, and what the final embedding may begin from. */
interface BuiltSlice extends LearningSlice {
  readonly warm: WarmStart | undefined;
}

/**
 * Builds a site's tables and learns how to blend them, from the events of a database: on its newest sessions with tables of those
 * before, then, with the weights kept, tables of all. Deterministic for a seed.
 * @param db with `events`, see `countPairs`.
 */
export async function learnTables(
  db: DuckDb,
  site: string,
  options: LearnOptions = {},
): Promise<BuiltTables> {
  const { parameters = COUNTING_PARAMETERS, seed = SEED, onProgress } = options;
  if (options.without?.includes('everything') === true) return buildTables(db, site, parameters);
  return withVisits(
    db,
    parameters,
    async () => {
      const history = await readRecordedHistory(db);
      const plan = planSlices(history);
      const work = new BuildWork(stagesOf(history, plan));
      const report: Run['report'] = (step, share, part) =>
        onProgress?.({ step, share, whole: work.report(part, share) });
      const without = new Set(options.without);
      return learnOn(site, { db, history, parameters, seed, without, report }, plan);
    },
    (share) => onProgress?.({ step: 'read', share, whole: null }),
  );
}

async function learnOn(site: string, run: Run, plan: readonly SlicePlan[]): Promise<BuiltTables> {
  const { slices, counts } = await countAndEmbed(run, plan);
  // The embedding is trained on another thread while this one learns the weights.
  const [embedding, weights] = await Promise.all([
    slices.length > 0 ? train(run, counts, plan.length, Infinity, slices[0]?.warm) : null,
    learn(run, slices),
  ]);
  return assembleTables(site, counts, run.parameters, {
    blend: weights.blend,
    forest: weights.forest,
    embedding: weights.blend ? embedding : null,
    report: reportOf(run, plan, weights),
    scores: weights.scores,
  });
}

// eslint-disable-next-line @typescript-eslint/require-await -- so that what it throws is awaited beside the training
async function learn(
  { seed, parameters, without, report }: Run,
  slices: readonly LearningSlice[],
): Promise<LearnedWeights> {
  const { interactions } = parameters;
  const withTrees = !without.has('trees');
  return learnWeights(slices, {
    seed,
    interactions,
    withTrees,
    onProgress: (step, share) => {
      report(step, share, step);
    },
  });
}

/** Slices' embeddings are trained on other threads while the next one, and in the end the whole history, is counted. */
async function countAndEmbed(
  run: Run,
  plan: readonly SlicePlan[],
): Promise<{ slices: BuiltSlice[]; counts: PairCounts }> {
  const count = (at: number, sessionsMax: number): Promise<PairCounts> =>
    countVisits(run.db, run.parameters, sessionsMax, (share) => run.report('count', share, `count ${at}`));
  const slices: Promise<BuiltSlice>[] = [];
  for (const [at, slice] of plan.entries()) {
    const counts = await count(at, slice.from);
    const training = train(run, counts, at, slice.from);
    slices.push(training.then((embedding) => builtSlice(run, slice, counts, embedding)));
  }
  const [counts, ...built] = await Promise.all([count(plan.length, Infinity), ...slices]);
  return { slices: built, counts };
}

function builtSlice(
  { history, parameters, without }: Run,
  { from, end }: SlicePlan,
  counts: PairCounts,
  embedding: TrainedEmbedding | null,
): BuiltSlice {
  const tables = countedTables(counts, parameters, embedding);
  return {
    tables: without.has('traits') ? traitless(tables) : tables,
    sessionsCount: end - from,
    casesCountOf: (session) => casesCountOf(history, from + session),
    casesOf: (session) => casesOf(history, from + session),
    warm: embedding ? { embedding, items: counts.items } : undefined,
  };
}

/** Nothing can be learned from traits that are all alike. */
function traitless(tables: CoWatchTables): CoWatchTables {
  return { ...tables, traitRanges: new Float32Array(tables.traitRanges.length) };
}

async function train(
  { history, seed, without, report }: Run,
  counts: PairCounts,
  nth: number,
  sessionsMax: number,
  warm?: WarmStart,
): Promise<TrainedEmbedding | null> {
  if (without.has('embedding')) return null;
  return embedItems(embeddingJob(history, counts, sessionsMax, seed, warm), (share) =>
    report('embed', share, `embed ${nth}`),
  );
}

function reportOf(
  { seed, without, history }: Run,
  plan: readonly SlicePlan[],
  { blend, forest, blendCases, treeCases, treeGain }: LearnedWeights,
): LearningReport {
  const leftOut = [...without].map((part) => `${part}: not wanted`);
  if (plan.length === 0)
    leftOut.push(`everything: ${history.offsets.length - 1} sessions are too few to hold any back`);
  else if (!blend)
    leftOut.push(`blend: ${blendCases} cases to learn from, of at least ${BLEND_CASES_MIN} that are needed`);
  else if (!forest && !without.has('trees'))
    leftOut.push(
      treeCases < TREE_CASES_MIN
        ? `trees: ${treeCases} cases to learn from, of at least ${TREE_CASES_MIN} that are needed`
        : 'trees: none served held-out sessions better than the first score does',
    );
  const sliceSessions = plan.reduce((sum, { from, end }) => sum + end - from, 0);
  const trees = forest?.roots.length ?? 0;
  return {
    seed,
    without: [...without].sort(),
    leftOut,
    slices: plan.length,
    sliceSessions,
    blendCases,
    treeCases,
    trees,
    treeGain,
  };
}
