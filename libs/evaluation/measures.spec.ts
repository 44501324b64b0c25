import { describe, expect, it } from 'vitest';
import { gainOf, MEASURES, measuresOf } from './measures.js';

describe('measuresOf', () => {
  it('counts hits, reciprocal ranks and discounted gains up to each cut', () => {
    // Ranks 1, 3, 8 and a miss.
    const measures = measuresOf([1, 3, 8, 0]);
    expect(measures).toMatchObject({ hr5: 2 / 4, hr10: 3 / 4, hr20: 3 / 4 });
    expect(measures.mrr5).toBeCloseTo((1 + 1 / 3) / 4, 12);
    expect(measures.mrr20).toBeCloseTo((1 + 1 / 3 + 1 / 8) / 4, 12);
    expect(measures.ndcg5).toBeCloseTo((1 + 1 / 2) / 4, 12);
    expect(measures.ndcg20).toBeCloseTo((1 + 1 / 2 + 1 / Math.log2(9)) / 4, 12);
  });

  it('gives the same doubles in whatever order the cases come', () => {
    const ranks = Array.from({ length: 500 }, (_, at) => (at * 7) % 21);
    expect(measuresOf(ranks.toReversed())).toEqual(measuresOf(ranks));
  });

  it('is the mean of what each case adds', () => {
    const ranks = [1, 2, 5, 6, 10, 11, 20, 0];
    MEASURES.forEach((name, at) => {
      const mean = ranks.reduce((sum, rank) => sum + gainOf(at, rank), 0) / ranks.length;
      expect(measuresOf(ranks)[name], name).toBeCloseTo(mean, 12);
    });
  });

  it('is 0 without cases', () => {
    expect(new Set(Object.values(measuresOf([])))).toEqual(new Set([0]));
  });
});
