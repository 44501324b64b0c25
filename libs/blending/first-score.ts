import { COLUMNS, LEVELS, type CoWatchTables } from './co-watch-tables.js';
import type { FoldedWeights } from './folded-blend.js';
import type { FoldedSession } from './folded-session.js';
import { blockEnd, type TraitWeights } from './item-profiles.js';
import { SPREAD, type Scratch } from './scratch.js';
import type { SessionDirections } from './session-directions.js';
import { TopCandidates } from './top-candidates.js';

/** Newest distinct items of a session whose nearest items in the embedding become candidates. */
const NEAREST_OF = 3;

/**
 * The high word of a double grows by 2^20 from one power of two to the next, evenly where the logarithm bends, which is never more
 * than 0.0861 of an octave above. Read as little-endian, as tables are. It tells that a candidate can't be among the best, which most
 * can't, without taking its logarithm.
 */
const double = new Float64Array(1);
const highWord = new Int32Array(double.buffer);
const PER_OCTAVE = 2 ** -20;
const EXPONENT_OF_ONE = 1023;
/** 0.0861 octaves, what the low word may add, and what is lost in rounding. */
const SLACK = 0.0597 + 1e-5;

/**
 * The first score, a product of experts:
 * log(epsilon + Σ over session items u of Σ over columns of coefficient(u, column) · column[u][b] + again(b))
 * + blended direction · vector of b + Σ over traits of weight · trait of b
 */
export class FirstScore {
  /** Whether anything is known of an item by itself that counts. */
  private readonly hasProfiles: boolean;
  /** The score of what no session item spoke for, before affinity and traits. */
  private readonly unspoken: number;

  constructor(
    private readonly weights: FoldedWeights,
    private readonly directions: SessionDirections,
    private readonly traits: TraitWeights,
    private readonly tables: CoWatchTables,
  ) {
    this.hasProfiles = tables.embedding !== null || weights.traits.some((weight) => weight !== 0);
    this.unspoken = Math.log(weights.epsilon);
  }

  /**
   * Offers the candidates that may be shown.
   * @param strongest of those that session items spoke for, only about so many, by what was said: see `Scratch.list`.
   */
  offerAll(scratch: Scratch, top: TopCandidates, strongest: number): void {
    const listed = scratch.list(strongest);
    for (let from = 0; from < listed; from = blockEnd(from, listed))
      this.offerBlock(scratch, from, blockEnd(from, listed), top);
  }

  /** @returns the score of one candidate that may be shown. */
  of(candidate: number, scratch: Scratch): number {
    const alone = new TopCandidates(1);
    scratch.listedPlaces[0] = scratch.placeOf(candidate);
    scratch.listedCandidates[0] = candidate;
    this.offerBlock(scratch, 0, 1, alone);
    return alone.scoreAt(0);
  }

  /** The hot loop beside `addRow`: what it needs is looked up once. */
  private offerBlock(
    { listedPlaces, listedCandidates, evidence }: Scratch,
    from: number,
    end: number,
    top: TopCandidates,
  ): void {
    const { unspoken, hasProfiles } = this;
    const { epsilon } = this.weights;
    const { itemsCount, profiles } = this.tables;
    const known = profiles.scores(this.directions.blended, this.traits, listedCandidates, from, end);
    for (let at = from; at < end; at++) {
      const candidate = listedCandidates[at] ?? 0;
      const spoken = evidence[listedPlaces[at] ?? 0] ?? 0;
      const itself = hasProfiles && candidate < itemsCount ? (known[at - from] ?? 0) : 0;
      if (spoken === 0) {
        if (unspoken + itself >= top.entry) top.offer(candidate, unspoken + itself);
        continue;
      }
      double[0] = epsilon + spoken;
      if (itself + Math.LN2 * ((highWord[1] ?? 0) * PER_OCTAVE - EXPONENT_OF_ONE) + SLACK < top.entry)
        continue;
      const score = Math.log(epsilon + spoken) + itself;
      if (score >= top.entry) top.offer(candidate, score);
    }
  }
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

/** The hot loop: one row, six multiply-adds an entry. Arrays in locals, so that nothing is looked up inside; who is named is found as by `Scratch.meet`. */
function addRow(
  scratch: Scratch,
  { neighbours, rowOffsets, codes, levels }: CoWatchTables,
  index: number,
  coefficients: Float64Array,
  coefficientsAt: number,
): void {
  const from = rowOffsets[index] ?? 0;
  const end = from + scratch.roomFor((rowOffsets[index + 1] ?? 0) - from);
  const { evidence, slots, slotShift, slotMask, candidates, entryPlaces } = scratch;
  let { count, entries } = scratch;
  const c1 = coefficients[coefficientsAt] ?? 0;
  const c2 = coefficients[coefficientsAt + 1] ?? 0;
  const c3 = coefficients[coefficientsAt + 2] ?? 0;
  const cd = coefficients[coefficientsAt + 3] ?? 0;
  const cb = coefficients[coefficientsAt + 4] ?? 0;
  const cc = coefficients[coefficientsAt + 5] ?? 0;
  for (let entry = from; entry < end; entry++) {
    const at = entry * COLUMNS.length;
    const said =
      c1 * (levels[codes[at] ?? 0] ?? 0) +
      c2 * (levels[LEVELS + (codes[at + 1] ?? 0)] ?? 0) +
      c3 * (levels[2 * LEVELS + (codes[at + 2] ?? 0)] ?? 0) +
      cd * (levels[3 * LEVELS + (codes[at + 3] ?? 0)] ?? 0) +
      cb * (levels[4 * LEVELS + (codes[at + 4] ?? 0)] ?? 0) +
      cc * (levels[5 * LEVELS + (codes[at + 5] ?? 0)] ?? 0);
    const neighbour = neighbours[entry] ?? 0;
    let slot = Math.imul(neighbour, SPREAD) >>> slotShift;
    let place = slots[slot] ?? 0;
    while (place !== 0 && candidates[place] !== neighbour) {
      slot = (slot + 1) & slotMask;
      place = slots[slot] ?? 0;
    }
    if (place === 0) {
      place = ++count;
      slots[slot] = place;
      candidates[place] = neighbour;
    }
    entryPlaces[entries++] = place;
    evidence[place] = (evidence[place] ?? 0) + said;
  }
  scratch.count = count;
  scratch.entries = entries;
}
