import { describe, expect, it } from 'vitest';
import { generatedVisits } from './generated-visits.js';

const OPTIONS = { seed: 7, events: 20_000, startSeconds: 1_756_684_800, spanSeconds: 86_400 };

describe('generated visits', () => {
  it('hold exactly as many events as were asked for, the same for the same seed', () => {
    const visits = [...generatedVisits(OPTIONS)];
    expect(visits.reduce((sum, { items }) => sum + items.length, 0)).toBe(OPTIONS.events);
    expect([...generatedVisits(OPTIONS)]).toEqual(visits);
    expect([...generatedVisits({ ...OPTIONS, seed: 8 })]).not.toEqual(visits);
  });

  it('come in order of their start, and so do the events of each', () => {
    let before = 0;
    for (const { atSeconds } of generatedVisits(OPTIONS)) {
      expect(atSeconds[0]).toBeGreaterThanOrEqual(before);
      expect(atSeconds).toEqual([...new Set(atSeconds)].sort((a, b) => a - b));
      before = atSeconds[0] ?? 0;
    }
  });

  it('have something to be learned: what follows an item is often one of a few', () => {
    const followers = new Map<number, number[]>();
    for (const { items } of generatedVisits(OPTIONS))
      items.slice(1).forEach((next, at) => {
        const known = followers.get(items[at] ?? 0) ?? [];
        followers.set(items[at] ?? 0, [...known, next]);
      });
    const often = [...followers.values()].filter(({ length }) => length >= 30);
    expect(often.length).toBeGreaterThan(5);
    for (const nexts of often) expect(new Set(nexts).size).toBeLessThan(0.8 * nexts.length);
  });
});
