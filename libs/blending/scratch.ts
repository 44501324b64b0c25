import { SCORED_INTERACTIONS_MAX } from './session-interaction.js';
import { leastOfStrongest } from './strongest-evidence.js';
import type { TopCandidates } from './top-candidates.js';

/** More than any request meets: rows are cut to 300 neighbours and a session to SCORED_INTERACTIONS_MAX items. Further ones are left out. */
const CANDIDATES_MAX = 2 ** 16 - 1;

/**
 * What one request at a time gathers, used again by the next. Only `places` is as large as the catalogue: all else lies by a candidate's place,
 * close together, so that a request waits for memory once a candidate. Its cost does not grow with the catalogue: it clears what it
 * touched. Scoring is synchronous, so blenders of the same tables can share one.
 */
export class Scratch {
  /** By item: its place among the candidates, from 1 in the order they are met; 0 for what is none. */
  readonly places: Uint16Array;
  /** By place: the item. */
  readonly candidates: Uint32Array;
  /** By place: evidence gathered so far. */
  readonly evidence: Float64Array;
  /** By place: 1 for what must not be shown. */
  readonly blocked: Uint8Array;
  /** By place: rank among the chosen few plus 1, 0 for the others; also at place 0. */
  readonly ranks: Uint16Array;
  /** Places of those that are scored, see `list`, and the items there. */
  readonly listedPlaces: Uint16Array;
  readonly listedCandidates: Uint32Array;
  /** Candidates: the last one's place. */
  count = 0;
  private blockedCount = 0;

  constructor(itemsCount: number) {
    const items = itemsCount + SCORED_INTERACTIONS_MAX;
    const places = Math.min(items, CANDIDATES_MAX) + 1;
    this.places = new Uint16Array(items);
    this.candidates = new Uint32Array(places);
    this.evidence = new Float64Array(places);
    this.blocked = new Uint8Array(places);
    this.ranks = new Uint16Array(places);
    this.listedPlaces = new Uint16Array(places);
    this.listedCandidates = new Uint32Array(places);
  }

  /** How many more candidates there is room for. */
  get room(): number {
    return this.candidates.length - 1 - this.count;
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
    if (this.placeOf(candidate) !== 0 || this.room === 0) return false;
    this.places[candidate] = ++this.count;
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
    return this.places[candidate] ?? 0;
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
    for (let place = 1; place <= this.count; place++) this.places[this.candidates[place] ?? 0] = 0;
    this.evidence.fill(0, 0, this.count + 1);
    this.blocked.fill(0, 0, this.count + 1);
    this.ranks.fill(0, 0, this.count + 1);
    this.blockedCount = 0;
    this.count = 0;
  }
}
