import { leastOfStrongest } from './strongest-evidence.js';
import type { TopCandidates } from './top-candidates.js';

/** More than any request meets: rows are cut to 300 neighbours and a session to SCORED_INTERACTIONS_MAX items. Further ones are left out. */
const CANDIDATES_MAX = 2 ** 16 - 1;
/** Slots to begin a request with, a power of two: as many as most requests need, and few enough to stay near the processor. */
const SLOTS_LEAST = 2 ** 11;
/** Spreads indexes over slots: 2^32 divided by the golden ratio, in 32 bits (Knuth, The Art of Computer Programming, volume 3, 6.4). */
export const SPREAD = 0x9e37_79b1 | 0;

/**
 * What one request at a time gathers, used again by the next. Nothing in it is as large as the catalogue: who is a candidate is found in a hash table
 * with about as many slots as twice the candidates, everything else lies by a candidate's place, close together. An array by item would be a wait
 * for memory for each entry of a row (docs/decisions/scoring.md). Scoring is synchronous, so blenders of the same tables can share one.
 */
export class Scratch {
  /**
   * The hash table, with open addressing: a candidate's place is in the slot `index · SPREAD >>> slotShift`, or in the first one after it that is
   * its own or free (0).
   */
  slots = new Uint16Array(SLOTS_LEAST);
  /** The last of the slots in use, whose number is a power of two: after it comes the first, `slot + 1 & slotMask`. */
  slotMask = SLOTS_LEAST - 1;
  /** By place, from 1 in the order they are met: the candidate. */
  readonly candidates = new Uint32Array(CANDIDATES_MAX + 1);
  /** By place: evidence gathered so far. */
  readonly evidence = new Float64Array(CANDIDATES_MAX + 1);
  /** By place: 1 for what must not be shown. */
  readonly blocked = new Uint8Array(CANDIDATES_MAX + 1);
  /** By place: rank among the chosen few plus 1, 0 for the others; also at place 0. */
  readonly ranks = new Uint16Array(CANDIDATES_MAX + 1);
  /** Places of those that are scored, see `list`, and the items there. */
  readonly listedPlaces = new Uint16Array(CANDIDATES_MAX + 1);
  readonly listedCandidates = new Uint32Array(CANDIDATES_MAX + 1);
  /** Entry by entry of the rows that were added: the place of whom it names. */
  entryPlaces = new Uint16Array(SLOTS_LEAST);
  /** Entries of the rows that were added. */
  entries = 0;
  /** Candidates: the last one's place. */
  count = 0;
  private blockedCount = 0;

  /** How far a product with SPREAD is shifted to be a slot. */
  get slotShift(): number {
    return Math.clz32(this.slotMask);
  }

  /** Makes room for a row. @returns how many of its entries there is room for. */
  roomFor(rowEntries: number): number {
    const taken = Math.min(rowEntries, CANDIDATES_MAX - this.count);
    if (2 * (this.count + taken) > this.slotMask) this.spreadOver(2 * (this.count + taken));
    if (this.entries + taken > this.entryPlaces.length) {
      const longer = new Uint16Array(2 * (this.entries + taken));
      longer.set(this.entryPlaces);
      this.entryPlaces = longer;
    }
    return taken;
  }

  /** Candidates that may be shown. */
  get showable(): number {
    return this.count - this.blockedCount;
  }

  /** Adds evidence, making the item a candidate. */
  add(candidate: number, evidence: number): void {
    this.meet(candidate);
    const place = this.placeOf(candidate);
    this.evidence[place] = (this.evidence[place] ?? 0) + evidence;
  }

  /** @returns whether the item is new among the candidates. */
  meet(candidate: number): boolean {
    if (this.count === CANDIDATES_MAX) return false;
    if (2 * this.count >= this.slotMask) this.roomFor(1);
    const slot = this.slotOf(candidate);
    if (this.slots[slot] !== 0) return false;
    this.slots[slot] = ++this.count;
    this.candidates[this.count] = candidate;
    return true;
  }

  /** Keeps an item from being shown, before anything else is met. */
  block(candidate: number): void {
    if (!this.meet(candidate)) return;
    this.blocked[this.count] = 1;
    this.blockedCount++;
  }

  /** @returns 0 for what is no candidate. */
  placeOf(candidate: number): number {
    return this.slots[this.slotOf(candidate)] ?? 0;
  }

  /**
   * Lists whom to score: who may be shown, and of those with evidence about the strongest so many, at least.
   * @returns how many are listed.
   */
  list(strongest: number): number {
    const { candidates, evidence, blocked, listedPlaces, listedCandidates, count } = this;
    const least = this.showable > strongest ? leastOfStrongest(this, strongest) : 0;
    let listed = 0;
    for (let place = 1; place <= count; place++) {
      const spoken = evidence[place] ?? 0;
      if (blocked[place] === 1 || (spoken < least && spoken !== 0)) continue;
      listedPlaces[listed] = place;
      listedCandidates[listed++] = candidates[place] ?? 0;
    }
    return listed;
  }

  /** Ranks the first of those, and nobody else. */
  rankAs(top: TopCandidates, count: number): void {
    this.ranks.fill(0, 0, this.count + 1);
    for (let rank = 0; rank < count; rank++) this.ranks[this.placeOf(top.candidateAt(rank))] = rank + 1;
  }

  /** @returns rank among the chosen few plus 1, 0 for any other. */
  rankOf(candidate: number): number {
    return this.ranks[this.placeOf(candidate)] ?? 0;
  }

  clear(): void {
    this.slots.fill(0, 0, this.slotMask + 1);
    this.slotMask = SLOTS_LEAST - 1;
    this.evidence.fill(0, 0, this.count + 1);
    this.blocked.fill(0, 0, this.count + 1);
    this.ranks.fill(0, 0, this.count + 1);
    this.blockedCount = 0;
    this.count = 0;
    this.entries = 0;
  }

  /** @returns the slot of a candidate, or the free one where it would go. */
  private slotOf(candidate: number): number {
    const { slots, candidates, slotMask } = this;
    let slot = Math.imul(candidate, SPREAD) >>> this.slotShift;
    for (let place = slots[slot]; place !== undefined && place !== 0; place = slots[slot]) {
      if (candidates[place] === candidate) break;
      slot = (slot + 1) & slotMask;
    }
    return slot;
  }

  /** Goes on with more slots than that, none of which is taken but by those who are candidates. */
  private spreadOver(least: number): void {
    while (this.slotMask < least) this.slotMask = 2 * this.slotMask + 1;
    const size = this.slotMask + 1;
    if (size > this.slots.length) this.slots = new Uint16Array(size);
    else this.slots.fill(0, 0, size);
    for (let place = 1; place <= this.count; place++)
      this.slots[this.slotOf(this.candidates[place] ?? 0)] = place;
  }
}
