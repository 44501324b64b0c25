import { COLUMNS, type CoWatchTables } from './co-watch-tables.js';
import type { FoldedWeights } from './folded-blend.js';
import type { FoldedSession } from './folded-session.js';
import { along } from './item-embedding.js';
import { TRAITS } from './item-traits.js';
import { BLOCKED, type Scratch } from './scratch.js';
import type { SessionDirections } from './session-directions.js';
import type { TopCandidates } from './top-candidates.js';

/** Newest distinct items of a session whose nearest items in the embedding become candidates. */
const NEAREST_OF = 3;

/**
 * The first score, a product of experts:
 * log(epsilon + Σ over session items u of Σ over columns of coefficient(u, column) · column[u][b] + again(b))
 * + blended direction · vector of b + Σ over traits of weight · trait of b
 */
export class FirstScore {
  private readonly hasTraits: boolean;

  constructor(
    private readonly weights: FoldedWeights,
    private readonly directions: SessionDirections,
    private readonly tables: CoWatchTables,
  ) {
    this.hasTraits = weights.traits.some((weight) => weight !== 0);
  }

  /** @param evidence what the session's items said for the candidate. */
  of(candidate: number, evidence: number): number {
    const { weights, directions, tables, hasTraits } = this;
    let score = Math.log(weights.epsilon + evidence);
    if (candidate >= tables.itemsCount) return score;
    if (tables.embedding) score += along(directions.blended, candidate, tables.embedding);
    return hasTraits ? score + traitsScore(weights.traits, candidate, tables.traits) : score;
  }

  /** Offers every candidate that may be shown. The hot loop beside `addRow`: what it needs is looked up once. */
  offerAll({ candidates, evidence, count, marks }: Scratch, top: TopCandidates): void {
    const { weights, directions, tables, hasTraits } = this;
    const { itemsCount, embedding, traits } = tables;
    const { epsilon, traits: traitWeights } = weights;
    for (let at = 0; at < count; at++) {
      const candidate = candidates[at] ?? 0;
      if (((marks[candidate] ?? 0) & BLOCKED) !== 0) continue;
      let score = Math.log(epsilon + (evidence[candidate] ?? 0));
      if (candidate < itemsCount) {
        if (embedding) score += along(directions.blended, candidate, embedding);
        if (hasTraits) score += traitsScore(traitWeights, candidate, traits);
      }
      if (score >= top.entry) top.offer(candidate, score);
    }
  }
}

function traitsScore(weights: Float64Array, candidate: number, traits: Float32Array): number {
  const from = candidate * TRAITS.length;
  let score = 0;
  for (let at = 0; at < weights.length; at++) score += (weights[at] ?? 0) * (traits[from + at] ?? 0);
  return score;
}

/** Makes candidates of all that the session's rows hold, its own items, their nearest in the embedding, and favourites. */
export function gatherCandidates(
  { items, coefficients }: FoldedSession,
  tables: CoWatchTables,
  scratch: Scratch,
): void {
  items.forEach(({ index }, at) => {
    if (index >= 0) addRow(scratch, tables, index, coefficients, at * COLUMNS.length);
  });
  for (const { candidate, again } of items) scratch.add(candidate, again);
  for (let at = 0; at < Math.min(NEAREST_OF, items.length); at++)
    meetNearest(items[at]?.index ?? -1, tables, scratch);
  for (const favourite of tables.favourites) scratch.meet(favourite);
}

function meetNearest(index: number, { embedding }: CoWatchTables, scratch: Scratch): void {
  if (!embedding || index < 0) return;
  const { nearest, nearestCount } = embedding;
  for (let at = index * nearestCount; at < (index + 1) * nearestCount; at++) scratch.meet(nearest[at] ?? 0);
}

/** The hot loop: one row, six multiply-adds an entry. Arrays in locals, so that nothing is looked up inside. */
function addRow(
  scratch: Scratch,
  tables: CoWatchTables,
  index: number,
  coefficients: Float64Array,
  from: number,
): void {
  const { neighbours, rowOffsets, columns } = tables;
  const { f1, f2, f3, fd, bd, co } = columns;
  const c1 = coefficients[from] ?? 0;
  const c2 = coefficients[from + 1] ?? 0;
  const c3 = coefficients[from + 2] ?? 0;
  const cd = coefficients[from + 3] ?? 0;
  const cb = coefficients[from + 4] ?? 0;
  const cc = coefficients[from + 5] ?? 0;
  const end = rowOffsets[index + 1] ?? 0;
  for (let entry = rowOffsets[index] ?? 0; entry < end; entry++) {
    const evidence =
      c1 * (f1[entry] ?? 0) +
      c2 * (f2[entry] ?? 0) +
      c3 * (f3[entry] ?? 0) +
      cd * (fd[entry] ?? 0) +
      cb * (bd[entry] ?? 0) +
      cc * (co[entry] ?? 0);
    scratch.add(neighbours[entry] ?? 0, evidence);
  }
}
