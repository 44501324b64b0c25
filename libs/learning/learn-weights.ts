import {
  Blender,
  CANDIDATE_FEATURES,
  chooseSlate,
  FIXED_BLEND,
  NO_FILTERS,
  RankingMetrics,
  RANKS_MAX,
  RERANKED_MAX,
  SCORED_INTERACTIONS_MAX,
  type Blend,
  type CoWatchTables,
  type Examined,
  type Forest,
  type InteractionWeights,
  type RankingScores,
} from '#libs/blending';
import { BlendExamplesBuilder } from './blend/blend-examples.js';
import { bucketOf, fitBlend, startBlend } from './blend/fit-blend.js';
import type { LearningCase } from './cases.js';
import { RankingExamplesBuilder } from './forest/ranking-examples-builder.js';
import { trainForest } from './forest/train-forest.js';
import { randomOf } from './random.js';

/** Sessions that are newer than all that their tables and embedding were made from. */
export interface LearningSlice {
  readonly tables: CoWatchTables;
  readonly sessionsCount: number;
  /** How many cases a session holds, from 0 to below sessionsCount. */
  casesCountOf(session: number): number;
  /** A session's cases, in order. */
  casesOf(session: number): readonly LearningCase[];
}

export interface WeightsOptions {
  readonly seed: number;
  readonly interactions: InteractionWeights;
  readonly withTrees: boolean;
  readonly onProgress?: (step: 'blend' | 'trees', share: number) => void;
}

export interface LearnedWeights {
  /** Null where there were too few cases to learn from. */
  readonly blend: Blend | null;
  readonly forest: Forest | null;
  readonly blendCases: number;
  readonly treeCases: number;
  /** What trees gained on the sessions held out from them: mean of 1 / log2(1 + rank), before and after. */
  readonly treeGain: readonly [before: number, after: number] | null;
  /** On sessions that neither the first score nor a tree was fitted to, null without any. */
  readonly scores: RankingScores | null;
}

/** Cases taken in all: whole sessions, drawn at random where there are more. */
const CASES_MAX = 24_000;
/** Fewer cases than this teach nothing that the fixed blend does not know. */
export const BLEND_CASES_MIN = 300;
export const TREE_CASES_MIN = 2_000;
const BLEND_CANDIDATES = 120;
/** One session in so many fits the first score, where there are many; all fit the trees, but for one in so many that decides when to stop. */
const BLEND_EVERY = 3;
const HELD_OUT_EVERY = 7;

type LearnedTrees = Pick<LearnedWeights, 'forest' | 'treeCases' | 'treeGain'>;

const NO_TREES: LearnedTrees = { forest: null, treeCases: 0, treeGain: null };

interface ChosenSession {
  readonly slice: LearningSlice;
  readonly session: number;
}

/** Learns the first score, then the trees, on what the tables have not seen. Deterministic for a seed. */
export function learnWeights(slices: readonly LearningSlice[], options: WeightsOptions): LearnedWeights {
  const sessions = chooseSessions(slices, options.seed);
  const { learned: blend, cases: blendCases } = learnBlend(sessions, options);
  const trees = blend && options.withTrees ? learnTrees(sessions, blend, options) : NO_TREES;
  const unseen = blend ? unseenBy(sessions) : sessions;
  const used = blend ?? { ...FIXED_BLEND, interactions: options.interactions };
  return { blend, blendCases, ...trees, scores: scoresOn(unseen, used, trees.forest) };
}

/** One session in so many fits the first score. */
function blendEvery(sessions: readonly ChosenSession[]): number {
  return sessions.length < BLEND_EVERY * BLEND_CASES_MIN ? 1 : BLEND_EVERY;
}

function unseenBy(sessions: readonly ChosenSession[]): ChosenSession[] {
  const every = blendEvery(sessions);
  return sessions.filter((_, at) => at % HELD_OUT_EVERY === 0 && at % every !== 0);
}

/** Of the slates that a service would answer. */
function scoresOn(
  sessions: readonly ChosenSession[],
  blend: Blend,
  forest: Forest | null,
): RankingScores | null {
  const blenderOf = blendersWith(blend, forest);
  const metrics = new RankingMetrics();
  for (const { slice, session: place } of sessions)
    for (const { session, next } of slice.casesOf(place))
      metrics.add(chooseSlate(blenderOf(slice), { ...UNFILTERED, session }).items, next);
  const scores = metrics.scores();
  return scores.cases === 0 ? null : scores;
}

const UNFILTERED = { filters: NO_FILTERS, fixed: [], limit: RANKS_MAX, hasTime: () => true };

function chooseSessions(slices: readonly LearningSlice[], seed: number): ChosenSession[] {
  const all = slices.flatMap((slice) =>
    Array.from({ length: slice.sessionsCount }, (_, session) => ({ slice, session })),
  );
  const random = randomOf(seed, 1);
  const keys = Float64Array.from(all, () => random.unit());
  const order = [...all.keys()].sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0));
  const chosen: ChosenSession[] = [];
  let cases = 0;
  for (const at of order) {
    const one = all[at];
    const more = one?.slice.casesCountOf(one.session) ?? 0;
    if (!one || more === 0 || cases + more > CASES_MAX) continue;
    cases += more;
    chosen.push(one);
  }
  return chosen;
}

function learnBlend(
  sessions: readonly ChosenSession[],
  { interactions, onProgress }: WeightsOptions,
): { learned: Blend | null; cases: number } {
  const builder = new BlendExamplesBuilder();
  const start = startBlend(interactions);
  const blenderOf = blendersWith(start);
  const every = blendEvery(sessions);
  sessions.forEach(({ slice, session: place }, at) => {
    if (at % every !== 0) return;
    const blender = blenderOf(slice);
    for (const { session, next } of slice.casesOf(place)) {
      const examined = blender.examine(session, BLEND_CANDIDATES, next);
      const target = targetOf(next, examined, blender.tables, session);
      if (target >= 0)
        builder.add(examined, target, bucketOf(Math.min(session.length, SCORED_INTERACTIONS_MAX)));
    }
    onProgress?.('blend', (at + 1) / sessions.length / 2);
  });
  if (builder.count < BLEND_CASES_MIN) return { learned: null, cases: builder.count };
  const learned = fitBlend(builder.examples(), interactions, (share) =>
    onProgress?.('blend', 0.5 + share / 2),
  );
  return { learned, cases: builder.count };
}

function learnTrees(
  sessions: readonly ChosenSession[],
  blend: Blend,
  { seed, onProgress }: WeightsOptions,
): LearnedTrees {
  const builder = new RankingExamplesBuilder(CANDIDATE_FEATURES.length);
  const blenderOf = blendersWith(blend);
  sessions.forEach(({ slice, session: place }, at) => {
    const blender = blenderOf(slice);
    for (const { session, next } of slice.casesOf(place)) {
      const examined = blender.examine(session, RERANKED_MAX);
      const target = targetOf(next, examined, blender.tables, session);
      if (target >= 0) builder.add(examined.features, target, at % HELD_OUT_EVERY === 0);
    }
    onProgress?.('trees', (at + 1) / sessions.length / 2);
  });
  const treeCases = builder.count;
  if (treeCases < TREE_CASES_MIN) return { forest: null, treeCases, treeGain: null };
  const { forest, gains } = trainForest(builder.examples(), seed, undefined, (share) =>
    onProgress?.('trees', 0.5 + share / 2),
  );
  if (forest.roots.length === 0) return { forest: null, treeCases, treeGain: null };
  return { forest, treeCases, treeGain: [gains[0] ?? 0, gains[forest.roots.length] ?? 0] };
}

/** One blender a slice, made when it is first asked for. */
function blendersWith(blend: Blend, forest: Forest | null = null): (slice: LearningSlice) => Blender {
  const blenders = new Map<LearningSlice, Blender>();
  return (slice) => {
    const blender = blenders.get(slice) ?? new Blender({ ...slice.tables, forest }, blend);
    blenders.set(slice, blender);
    return blender;
  };
}

/** @returns the next item's place among the candidates, -1 where it is none of them. */
function targetOf(
  next: string,
  { candidates }: Examined,
  tables: CoWatchTables,
  session: LearningCase['session'],
): number {
  const index = tables.indexOf(next);
  if (index >= 0) return candidates.indexOf(index);
  // Unknown items follow the tables' own, newest first: see foldSession.
  const unknown = new Set<string>();
  for (const { item } of session.slice(-SCORED_INTERACTIONS_MAX).toReversed())
    if (tables.indexOf(item) < 0) unknown.add(item);
  const place = [...unknown].indexOf(next);
  return place < 0 ? -1 : candidates.indexOf(tables.itemsCount + place);
}
