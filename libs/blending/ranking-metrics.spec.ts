import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RankingMetrics } from './ranking-metrics.js';

const slate = Array.from({ length: 25 }, (_, at) => ({ item: `m-${at + 1}` }));

describe('RankingMetrics', () => {
  it('counts a hit among the first twenty, by the inverse of its rank', () => {
    const metrics = new RankingMetrics();
    for (const next of ['m-1', 'm-4', 'm-21', 'elsewhere']) metrics.add(slate, next);
    expect(metrics.scores()).toEqual({ hr20: 0.5, mrr20: 1.25 / 4, cases: 4 });
  });

  it('is zero without cases', () => {
    expect(new RankingMetrics().scores()).toEqual({ hr20: 0, mrr20: 0, cases: 0 });
  });

  it('gives the same doubles in whatever order cases come', () => {
    const cases = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(cases, (ranks) => {
        const [forth, back] = [new RankingMetrics(), new RankingMetrics()];
        ranks.forEach((rank) => forth.add(slate, `m-${rank}`));
        ranks.toReversed().forEach((rank) => back.add(slate, `m-${rank}`));
        expect(back.scores()).toEqual(forth.scores());
      }),
    );
  });
});
