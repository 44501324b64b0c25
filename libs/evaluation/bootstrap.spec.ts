import { describe, expect, it } from 'vitest';
import { intervalsOf, pairedIntervals, resample } from './bootstrap.js';
import { measuresOf } from './measures.js';

/** Sessions of two cases each; `hits` of 10 sessions have both right, the others none. */
function ranksWith(hits: number, sessions: number): Uint8Array {
  return Uint8Array.from({ length: sessions * 2 }, (_, at) => (Math.floor(at / 2) % 10 < hits ? 1 : 0));
}

const sizesOf = (sessions: number): number[] => Array.from({ length: sessions }, () => 2);
const OPTIONS = { seed: 7, resamples: 2000 };

describe('resampling whole sessions', () => {
  it('gives the interval that sessions, not cases, allow', () => {
    const [ours = []] = resample([ranksWith(5, 400)], sizesOf(400), OPTIONS);
    const { low, high } = intervalsOf(ours)?.hr20 ?? { low: 0, high: 0 };
    // A share of 0.5 over 400 draws: 1.96 · √(0.25 / 400) to either side; over 800 cases it would be 0.035.
    expect(low).toBeCloseTo(0.5 - 0.049, 2);
    expect(high).toBeCloseTo(0.5 + 0.049, 2);
  });

  it('pairs differences: what two rankers share does not blur them', () => {
    const [better = [], worse = []] = resample([ranksWith(6, 400), ranksWith(5, 400)], sizesOf(400), OPTIONS);
    const { low, high } = pairedIntervals(better, worse)?.hr20 ?? { low: 0, high: 0 };
    // They differ in one session of ten: 1.96 · √(0.1 · 0.9 / 400).
    expect(low).toBeCloseTo(0.1 - 0.029, 2);
    expect(high).toBeCloseTo(0.1 + 0.029, 2);
    expect(pairedIntervals(better, better)?.hr20).toEqual({ low: 0, high: 0 });
  });

  it('weighs sessions by their cases', () => {
    const ranks = Uint8Array.from([1, 0, 0, 0]);
    const [drawn = []] = resample([ranks], [1, 3], OPTIONS);
    expect(new Set(drawn[0])).toEqual(new Set([1, 1 / 4, 0]));
    expect(measuresOf(ranks).hr5).toBe(1 / 4);
  });

  it('draws the same for the same seed and other sessions for another', () => {
    const [first, again, other] = [7, 7, 8].map((seed) =>
      resample([ranksWith(5, 50)], sizesOf(50), { seed, resamples: 20 }),
    );
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('has no interval without sessions', () => {
    const [none = []] = resample([new Uint8Array()], [], OPTIONS);
    expect(intervalsOf(none)).toBeNull();
    expect(pairedIntervals(none, none)).toBeNull();
  });
});
