import type { RankRequest } from '../ranker.js';
import type { TrainingSessions } from '../training-sessions.js';

/** Scores of items while one session is ranked: an array as long as the catalogue, of which only what was added is looked at. */
export class ScoreBoard {
  private readonly scores: Float64Array;
  private readonly met: Uint8Array;
  private touched: number[] = [];

  constructor(private readonly training: TrainingSessions) {
    this.scores = new Float64Array(training.itemsCount);
    this.met = new Uint8Array(training.itemsCount);
  }

  add(item: number, score: number): void {
    if (this.met[item] === 0) {
      this.met[item] = 1;
      this.touched.push(item);
    }
    this.scores[item] = (this.scores[item] ?? 0) + score;
  }

  /** Items of the highest scores, ties by number, and an empty board. */
  takeBest(limit: number): number[] {
    const best: number[] = [];
    for (const item of this.touched) {
      const place = best.findLastIndex((other) => this.isBefore(other, item)) + 1;
      if (place < limit) {
        best.splice(place, 0, item);
        if (best.length > limit) best.pop();
      }
    }
    this.clear();
    return best;
  }

  /** The best as a request wants them, by name. */
  answer({ limit, without }: Pick<RankRequest, 'limit' | 'without'>): string[] {
    return namesOf(this.takeBest(limit + 1), this.training, { limit, without });
  }

  private isBefore(a: number, b: number): boolean {
    const [ofA, ofB] = [this.scores[a] ?? 0, this.scores[b] ?? 0];
    return ofA > ofB || (ofA === ofB && a < b);
  }

  private clear(): void {
    for (const item of this.touched) {
      this.scores[item] = 0;
      this.met[item] = 0;
    }
    this.touched = [];
  }
}

/** Numbers as names, without what must not be there. @param best at least one more than the limit, where there are so many. */
export function namesOf(
  best: readonly number[],
  training: TrainingSessions,
  { limit, without }: Pick<RankRequest, 'limit' | 'without'>,
): string[] {
  return best
    .map((item) => training.itemAt(item))
    .filter((item) => item !== without)
    .slice(0, limit);
}
