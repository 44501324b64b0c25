/** The best few of many, without sorting the many. Total order: higher score first, then lower candidate index. */
export class TopCandidates {
  private readonly scores: Float64Array;
  /** Best first; those past `count` mean nothing. */
  readonly candidates: Uint32Array;
  private held = 0;
  /** A lower score than this is not taken. */
  entry = -Infinity;

  constructor(private readonly limit: number) {
    this.scores = new Float64Array(limit);
    this.candidates = new Uint32Array(limit);
  }

  /** @returns the same, emptied, where it has that limit, else another: a request makes no new arrays. */
  emptied(limit: number): TopCandidates {
    if (limit !== this.limit) return new TopCandidates(limit);
    this.held = 0;
    this.entry = -Infinity;
    return this;
  }

  offer(candidate: number, score: number): void {
    if (this.held === this.limit && !this.comesBefore(candidate, score, this.limit - 1)) return;
    const { scores, candidates } = this;
    let at = this.held < this.limit ? this.held++ : this.limit - 1;
    for (; at > 0 && this.comesBefore(candidate, score, at - 1); at--) {
      scores[at] = scores[at - 1] ?? 0;
      candidates[at] = candidates[at - 1] ?? 0;
    }
    scores[at] = score;
    candidates[at] = candidate;
    if (this.held === this.limit) this.entry = scores[this.limit - 1] ?? 0;
  }

  get count(): number {
    return this.held;
  }

  /** @param rank 0 is the best. */
  candidateAt(rank: number): number {
    return this.candidates[rank] ?? 0;
  }

  scoreAt(rank: number): number {
    return this.scores[rank] ?? 0;
  }

  /** Puts a candidate behind all others, with room left for it; its score is not above theirs. */
  append(candidate: number, score: number): void {
    this.scores[this.held] = score;
    this.candidates[this.held++] = candidate;
  }

  /** Lets a candidate stand in the last place, whatever its score. */
  replaceLast(candidate: number, score: number): void {
    this.candidates[this.held - 1] = candidate;
    this.scores[this.held - 1] = score;
  }

  private comesBefore(candidate: number, score: number, at: number): boolean {
    const other = this.scores[at] ?? 0;
    return score > other || (score === other && candidate < (this.candidates[at] ?? 0));
  }
}
