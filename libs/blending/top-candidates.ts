/** The best few of many, without sorting the many. Total order: higher score first, then lower candidate index. */
export class TopCandidates {
  private readonly scores: Float64Array;
  private readonly candidates: Uint32Array;
  private count = 0;

  constructor(private readonly limit: number) {
    this.scores = new Float64Array(limit);
    this.candidates = new Uint32Array(limit);
  }

  offer(candidate: number, score: number): void {
    if (this.count === this.limit && !this.comesBefore(candidate, score, this.limit - 1)) return;
    const { scores, candidates } = this;
    let at = this.count < this.limit ? this.count++ : this.limit - 1;
    for (; at > 0 && this.comesBefore(candidate, score, at - 1); at--) {
      scores[at] = scores[at - 1] ?? 0;
      candidates[at] = candidates[at - 1] ?? 0;
    }
    scores[at] = score;
    candidates[at] = candidate;
  }

  /** Best first. */
  map<T>(make: (candidate: number, score: number) => T): T[] {
    return Array.from({ length: this.count }, (_, at) =>
      make(this.candidates[at] ?? 0, this.scores[at] ?? 0),
    );
  }

  private comesBefore(candidate: number, score: number, at: number): boolean {
    const other = this.scores[at] ?? 0;
    return score > other || (score === other && candidate < (this.candidates[at] ?? 0));
  }
}
