import type { SlateItem } from '#libs/contracts';
import type { Blend } from './blend.js';
import { CANDIDATE_FEATURES, writeFeatures, type FeatureSources } from './candidate-features.js';
import type { CoWatchTables } from './co-watch-tables.js';
import { hearSession, sourceOf, Speakers } from './explain.js';
import { foldBlend, type FoldedBlend, type FoldedWeights } from './folded-blend.js';
import { COEFFICIENTS_MAX, foldSession, type FoldedSession } from './folded-session.js';
import { ForestScorer } from './forest-scorer.js';
import { FirstScore, gatherCandidates } from './first-score.js';
import { traitWeightsOf, type TraitWeights } from './item-profiles.js';
import { interactionShares } from './interaction-shares.js';
import { Mentions } from './mentions.js';
import { Scratch } from './scratch.js';
import { SessionDirections } from './session-directions.js';
import type { SessionInteraction } from './session-interaction.js';
import { TopCandidates } from './top-candidates.js';

export interface SlateBounds {
  /** Items wanted, 1 or more. */
  readonly limit: number;
  /** Items that must not be shown. */
  readonly blocked: ReadonlySet<string>;
  /** Whether there is time to re-rank; left out: yes. */
  readonly hasTime?: () => boolean;
}

export interface RankedSlate {
  /** Best first. */
  readonly items: readonly SlateItem[];
  /** Whether trees that the tables have were left out for want of time. */
  readonly treesSkipped: boolean;
}

/** What learning is fed with: the best candidates of a session by the first score. */
export interface Examined {
  /** Best first; indexes of the tables, beyond their items for those they do not know. */
  readonly candidates: Uint32Array;
  /** CANDIDATE_FEATURES of each, row by row. */
  readonly features: Float32Array;
}

/** Candidates that the trees put into order. */
export const RERANKED_MAX = 40;
/**
 * Of the candidates that session items spoke for, about so many of the strongest are scored, or three times what is wanted: each further one
 * waits for its profile from memory, and hardly ever comes among the best (docs/decisions/scoring.md).
 */
const STRONGEST_SCORED = 128;

/**
 * Scores sessions against tables. Same session, tables and blend: same slate to the last bit, on any machine, online and
 * offline. Synchronous, and not to be entered twice at once.
 */
export class Blender {
  private readonly folded: FoldedBlend;
  private readonly trees: ForestScorer | null;
  private first = new TopCandidates(RERANKED_MAX);
  private order = new TopCandidates(RERANKED_MAX);
  private speakers = new Speakers(RERANKED_MAX);
  private readonly mentions = new Mentions();
  private readonly coefficients = new Float64Array(COEFFICIENTS_MAX);
  private readonly directions: SessionDirections;
  private readonly traitWeights = new Map<FoldedWeights, TraitWeights>();

  /** @param scratch share one among blenders of the same tables. */
  constructor(
    readonly tables: CoWatchTables,
    readonly blend: Blend,
    private readonly scratch: Scratch = new Scratch(),
  ) {
    this.folded = foldBlend(blend);
    this.directions = new SessionDirections(tables);
    this.trees = tables.forest && new ForestScorer(tables.forest, CANDIDATE_FEATURES.length, RERANKED_MAX);
  }

  /**
   * The same tables with another blend, for what is tried beside what was learned.
   * @param withTrees whether the tables' trees re-rank.
   */
  blendedAnew(blend: Blend, withTrees: boolean): Blender {
    const { tables, scratch } = this;
    return new Blender(withTrees ? tables : { ...tables, forest: null }, blend, scratch);
  }

  /** @returns whether the tables know something that goes with the item. */
  hasNeighbours(item: string): boolean {
    const index = this.tables.indexOf(item);
    const { rowOffsets } = this.tables;
    return index >= 0 && (rowOffsets[index + 1] ?? 0) > (rowOffsets[index] ?? 0);
  }

  /** @returns how much each interaction of a session counts, newest last: see `interactionShares`. */
  interactionShares(session: readonly SessionInteraction[]): number[] {
    return interactionShares(session, this.folded);
  }

  /**
   * The best items for a session, best first; fewer than `limit` only where the whole catalogue has no more.
   * @param session newest last.
   */
  rank(session: readonly SessionInteraction[], { limit, blocked, hasTime }: SlateBounds): RankedSlate {
    const sources = this.sourcesOf(session);
    try {
      this.block(sources.session, blocked);
      this.gather(sources.session, limit);
      const { trees } = this;
      const strongest = Math.max(STRONGEST_SCORED, 3 * limit);
      const first = this.best(sources, trees ? Math.max(limit, RERANKED_MAX) : limit, strongest);
      this.findMentions(sources, first);
      const treesSkipped = trees !== null && hasTime?.() === false;
      const best = trees && !treesSkipped ? this.rerank(sources, first, trees) : first;
      return { items: this.slateOf(sources.session, best, limit), treesSkipped };
    } finally {
      this.scratch.clear();
    }
  }

  /**
   * @param count of candidates wanted, at most 1,024.
   * @param wanted an item that is to be among them, in the last place where its score would not bring it there, unless it is no
   *   candidate at all.
   */
  examine(session: readonly SessionInteraction[], count: number, wanted?: string): Examined {
    const sources = this.sourcesOf(session);
    try {
      this.gather(sources.session, 1);
      const top = this.best(sources, count, Infinity);
      if (wanted !== undefined) this.include(wanted, sources, top);
      this.findMentions(sources, top);
      const candidates = Uint32Array.from({ length: top.count }, (_, rank) => top.candidateAt(rank));
      return { candidates, features: featuresOf(sources, top) };
    } finally {
      this.scratch.clear();
    }
  }

  private sourcesOf(interactions: readonly SessionInteraction[]): FeatureSources {
    const { tables, folded, scratch, directions, mentions } = this;
    const session = foldSession(interactions, tables, folded, this.coefficients);
    directions.turnTo(session);
    return { session, directions, tables, shrinkage: folded.shrinkage, scratch, mentions };
  }

  private block({ items }: FoldedSession, blocked: ReadonlySet<string>): void {
    for (const item of blocked) {
      const index = this.tables.indexOf(item);
      if (index >= 0) this.scratch.block(index);
    }
    for (const { item, index, candidate } of items)
      if (index < 0 && blocked.has(item)) this.scratch.block(candidate);
  }

  /** Popular items follow where candidates are fewer than asked for. */
  private gather(session: FoldedSession, limit: number): void {
    const { scratch, tables } = this;
    gatherCandidates(session, tables, scratch);
    for (let at = 0; at < tables.popular.length && scratch.showable < limit; at++)
      scratch.meet(tables.popular[at] ?? 0);
  }

  private best({ session, directions }: FeatureSources, count: number, strongest: number): TopCandidates {
    const { scratch } = this;
    const top = (this.first = this.first.emptied(count));
    this.firstScore(session, directions).offerAll(scratch, top, strongest);
    return top;
  }

  private findMentions({ session, mentions }: FeatureSources, top: TopCandidates): void {
    this.scratch.rankAs(top, top.count);
    mentions.find(session, this.tables, this.scratch);
  }

  private include(item: string, { session, directions }: FeatureSources, top: TopCandidates): void {
    const { scratch, tables } = this;
    const known = session.items.find((other) => other.item === item)?.candidate ?? tables.indexOf(item);
    if (known < 0 || scratch.placeOf(known) === 0) return;
    for (let rank = 0; rank < top.count; rank++) if (top.candidateAt(rank) === known) return;
    top.replaceLast(known, this.firstScore(session, directions).of(known, scratch));
  }

  private firstScore({ weights }: FoldedSession, directions: SessionDirections): FirstScore {
    const traits = this.traitWeights.get(weights) ?? traitWeightsOf(weights.traits, this.tables.traitRanges);
    this.traitWeights.set(weights, traits);
    return new FirstScore(weights, directions, traits, this.tables);
  }

  /** The trees decide among the best; the others follow, as far below them as the first score puts them. */
  private rerank(sources: FeatureSources, first: TopCandidates, trees: ForestScorer): TopCandidates {
    const count = Math.min(RERANKED_MAX, first.count);
    writeFeatures(sources, first, count, trees.features);
    const scores = trees.score();
    const order = (this.order = this.order.emptied(count));
    for (let rank = 0; rank < count; rank++) order.offer(first.candidateAt(rank), scores[rank] ?? 0);
    if (first.count === count) return order;
    const all = new TopCandidates(first.count);
    for (let rank = 0; rank < count; rank++) all.offer(order.candidateAt(rank), order.scoreAt(rank));
    const lift = order.scoreAt(count - 1) - first.scoreAt(count - 1);
    for (let rank = count; rank < first.count; rank++)
      all.append(first.candidateAt(rank), first.scoreAt(rank) + lift);
    return all;
  }

  private slateOf(session: FoldedSession, best: TopCandidates, limit: number): SlateItem[] {
    const { tables, scratch } = this;
    const count = Math.min(limit, best.count);
    const speakers = (this.speakers = this.speakers.emptied(count));
    scratch.rankAs(best, count);
    hearSession(session, tables, scratch, this.mentions, speakers);
    const slate: SlateItem[] = [];
    for (let rank = 0; rank < count; rank++) {
      const candidate = best.candidateAt(rank);
      const speaker = session.items[(speakers.by[rank] ?? 0) - 1];
      slate.push({
        item: this.nameOf(candidate, session),
        score: best.scoreAt(rank),
        because: speaker ? speaker.item : null,
        source: speaker ? sourceOf(rank, candidate, speakers, session, tables) : null,
      });
    }
    return slate;
  }

  private nameOf(candidate: number, { items }: FoldedSession): string {
    if (candidate < this.tables.itemsCount) return this.tables.itemAt(candidate);
    return items.find((item) => item.candidate === candidate)?.item ?? '';
  }
}

/** @returns CANDIDATE_FEATURES candidate by candidate, as learning reads them. */
function featuresOf(sources: FeatureSources, top: TopCandidates): Float32Array {
  const { count } = top;
  const features = CANDIDATE_FEATURES.length;
  const rows = { width: count, values: new Float32Array(count * features) };
  writeFeatures(sources, top, count, rows);
  return Float32Array.from(
    rows.values,
    (_, at) => rows.values[(at % features) * count + Math.floor(at / features)] ?? 0,
  );
}
