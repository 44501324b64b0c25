import {
  BOOTSTRAP,
  intervalsOf,
  isInGroup,
  LENGTH_GROUPS,
  LIST_MAX,
  MEASURES,
  measuresOf,
  pairedIntervals,
  resample,
  type Measure,
  type Resampled,
} from '#libs/evaluation';
import type { Advantage, ComparedScores, LengthScores, MethodScores } from './evaluation.js';
import type { CaseShapes, ScoredCases } from './score-sessions.js';

/** A method and how it did. */
export interface ScoredMethod {
  readonly name: string;
  readonly does: string;
  readonly scored: ScoredCases;
}

/** Measures of all methods on the same cases, with intervals over the same resamples, so that differences are paired. */
export function compareMethods(
  ours: ScoredMethod,
  others: readonly ScoredMethod[],
  shapes: CaseShapes,
): { ours: MethodScores; others: ComparedScores[] } {
  const ranks = [ours, ...others].map(({ scored }) => scored.ranks);
  const [ofOurs = [], ...ofOthers] = resample(ranks, shapes.sizes, BOOTSTRAP);
  const own = methodScores(ours, ofOurs, shapes);
  return {
    ours: own,
    others: others.map((other, at) => {
      const resampled = ofOthers[at] ?? [];
      const scores = methodScores(other, resampled, shapes);
      return { ...scores, advantage: advantageOf(own, ofOurs, scores, resampled) };
    }),
  };
}

function methodScores(
  { name, does, scored }: ScoredMethod,
  resampled: Resampled,
  { lengths }: CaseShapes,
): MethodScores {
  const { ranks, spread, microsP50, microsP99 } = scored;
  return {
    name,
    does,
    measures: measuresOf(ranks),
    intervals: intervalsOf(resampled),
    spread,
    byLength: byLength(ranks, lengths),
    rankCounts: rankCountsOf(ranks),
    microsP50,
    microsP99,
  };
}

function byLength(ranks: Uint8Array, lengths: readonly number[]): LengthScores[] {
  return LENGTH_GROUPS.map((group) => {
    const inGroup = ranks.filter((_, at) => isInGroup(group, lengths[at] ?? 0));
    const { hr20, mrr20 } = measuresOf(inGroup);
    return { ...group, cases: inGroup.length, hr20, mrr20 };
  });
}

function rankCountsOf(ranks: Uint8Array): number[] {
  const counts = Array.from({ length: LIST_MAX + 1 }, () => 0);
  for (const rank of ranks) counts[rank] = (counts[rank] ?? 0) + 1;
  return counts;
}

function advantageOf(
  ours: MethodScores,
  ofOurs: Resampled,
  theirs: MethodScores,
  ofTheirs: Resampled,
): Record<Measure, Advantage> | null {
  const intervals = pairedIntervals(ofOurs, ofTheirs);
  if (intervals === null) return null;
  return Object.fromEntries(
    MEASURES.map((name) => [name, { mean: ours.measures[name] - theirs.measures[name], ...intervals[name] }]),
  ) as Record<Measure, Advantage>;
}
