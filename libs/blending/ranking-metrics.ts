/** Length of the list that is looked at. */
export const RANKS_MAX = 20;

export interface RankingScores {
  /** Share of cases whose next item is among the first 20, 0 to 1. */
  readonly hr20: number;
  /** Mean of 1 / rank, 0 where the next item is not among the first 20. */
  readonly mrr20: number;
  readonly cases: number;
}

/**
 * HR@20 and MRR@20. Hits are counted by rank as whole numbers and summed at the end in the order of ranks, so the same cases
 * give the same doubles in whatever order they were added.
 */
export class RankingMetrics {
  private readonly hits = new Float64Array(RANKS_MAX);
  private cases = 0;

  /** @param slate items best first. */
  add(slate: readonly { readonly item: string }[], next: string): void {
    this.cases++;
    const at = slate.findIndex(({ item }) => item === next);
    if (at >= 0 && at < RANKS_MAX) this.hits[at] = (this.hits[at] ?? 0) + 1;
  }

  scores(): RankingScores {
    const hits = this.hits.reduce((sum, count) => sum + count, 0);
    const reciprocals = this.hits.reduce((sum, count, at) => sum + count / (at + 1), 0);
    const cases = Math.max(1, this.cases);
    return { hr20: hits / cases, mrr20: reciprocals / cases, cases: this.cases };
  }
}
