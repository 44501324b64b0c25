import { describe, expect, it } from 'vitest';
import { zipfWalks } from './zipf-walks.js';

const OPTIONS = { items: 1000, exponent: 1, prefix: 'i-', sessions: 20_000, seed: 7 };

describe('walks by a Zipf law', () => {
  it('look at the item of rank r in proportion to 1 / r', () => {
    const views = new Map<string, number>();
    const walks = zipfWalks(OPTIONS);
    for (const { item = '' } of walks.flat()) views.set(item, (views.get(item) ?? 0) + 1);
    const first = views.get('i-1') ?? 0;
    for (const rank of [2, 5, 10]) {
      const ratio = first / (views.get(`i-${rank}`) ?? 0);
      expect(ratio).toBeGreaterThan(rank * 0.9);
      expect(ratio).toBeLessThan(rank * 1.1);
    }
    expect(walks.flat().length / walks.length).toBeCloseTo(5, 1);
  });

  it('look at all items alike with the exponent 0', () => {
    const walks = zipfWalks({ ...OPTIONS, exponent: 0, items: 4 });
    const firsts = walks.flat().filter(({ item }) => item === 'i-1');
    expect(firsts.length / walks.flat().length).toBeCloseTo(0.25, 1);
  });

  it('are the same for the same seed', () => {
    const short = { ...OPTIONS, sessions: 10 };
    expect(zipfWalks(short)).toEqual(zipfWalks(short));
  });
});
