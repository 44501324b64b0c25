import { SCORED_INTERACTIONS_MAX } from './session-interaction.js';

/** Bit of a mark: met already. */
export const CANDIDATE = 1;
/** Bit of a mark: not to be shown. */
export const BLOCKED = 2;

/**
 * Accumulators for one request at a time, as large as the catalogue and used again: a request touches a few hundred places and
 * clears those alone, so its cost does not grow with the catalogue. Scoring is synchronous, so blenders of the same tables
 * can share one.
 */
export class Scratch {
  /** Evidence gathered so far, by candidate. */
  readonly evidence: Float64Array;
  /** The candidates, in the order they were met; the first `count` are this request's. */
  readonly candidates: Uint32Array;
  /** Place among the chosen few plus 1, by candidate; 0 for the others. Whoever sets some clears them. */
  readonly slots: Uint16Array;
  count = 0;
  /** CANDIDATE and BLOCKED, by candidate. */
  readonly marks: Uint8Array;
  private readonly blocked: number[] = [];

  constructor(itemsCount: number) {
    const places = itemsCount + SCORED_INTERACTIONS_MAX;
    this.evidence = new Float64Array(places);
    this.candidates = new Uint32Array(places);
    this.slots = new Uint16Array(places);
    this.marks = new Uint8Array(places);
  }

  /** Adds evidence, making the item a candidate. */
  add(candidate: number, evidence: number): void {
    this.meet(candidate);
    this.evidence[candidate] = (this.evidence[candidate] ?? 0) + evidence;
  }

  /** @returns whether the item is new among the candidates and may be shown. */
  meet(candidate: number): boolean {
    const mark = this.marks[candidate] ?? 0;
    if ((mark & CANDIDATE) !== 0) return false;
    this.marks[candidate] = mark | CANDIDATE;
    this.candidates[this.count++] = candidate;
    return mark === 0;
  }

  block(candidate: number): void {
    this.marks[candidate] = (this.marks[candidate] ?? 0) | BLOCKED;
    this.blocked.push(candidate);
  }

  isCandidate(candidate: number): boolean {
    return ((this.marks[candidate] ?? 0) & CANDIDATE) !== 0;
  }

  isBlocked(candidate: number): boolean {
    return ((this.marks[candidate] ?? 0) & BLOCKED) !== 0;
  }

  clear(): void {
    for (let at = 0; at < this.count; at++) {
      const candidate = this.candidates[at] ?? 0;
      this.evidence[candidate] = 0;
      this.marks[candidate] = 0;
    }
    for (const candidate of this.blocked) this.marks[candidate] = 0;
    this.blocked.length = 0;
    this.count = 0;
  }
}
