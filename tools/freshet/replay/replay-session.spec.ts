import { describe, expect, it } from 'vitest';
import { isId } from '#libs/contracts';
import { sessionIdOf, shiftedToEndAt } from './replay-session.js';

describe('shifting a recorded session', () => {
  const NOW_MS = 1_763_900_000_250;

  it('ends it now and keeps the gaps between its events', () => {
    const shifted = shiftedToEndAt([{ ts: 1_000_500 }, { ts: 1_030_700 }, { ts: 4_000_100 }], NOW_MS);
    const [first, second, last] = shifted.map(({ ts }) => ts);
    expect(Number(second) - Number(first)).toBe(30_200);
    expect(Number(last) - Number(second)).toBe(2_969_400);
    expect(Number(last)).toBeLessThanOrEqual(NOW_MS);
    expect(Number(last)).toBeGreaterThan(NOW_MS - 2000);
  });

  it('moves it by whole seconds, so that whole seconds keep their gaps too', () => {
    const events = [{ ts: 999 }, { ts: 1000 }, { ts: 1999 }];
    const seconds = shiftedToEndAt(events, NOW_MS).map(({ ts }) => Math.floor(ts / 1000));
    expect(seconds.map((second) => second - Number(seconds[0]))).toEqual([0, 1, 1]);
  });

  it('ends at the latest event where they are out of order', () => {
    const [late, early] = shiftedToEndAt([{ ts: 9000 }, { ts: 2000 }], NOW_MS).map(({ ts }) => ts);
    expect(Number(late)).toBeLessThanOrEqual(NOW_MS);
    expect(Number(late) - Number(early)).toBe(7000);
  });
});

describe("a replayed session's id", () => {
  it('names the recorded one', () => {
    expect(sessionIdOf('0a1b2c3d', 'train-7')).toBe('0a1b2c3d-train-7');
  });

  it.each(['a b', 'é', 'x'.repeat(60), 'a/b'])(
    'is valid for %s too, and another for every session',
    (recorded) => {
      const id = sessionIdOf('0a1b2c3d', recorded);
      expect(isId(id)).toBe(true);
      expect(id).toBe(sessionIdOf('0a1b2c3d', recorded));
      expect(id).not.toBe(sessionIdOf('0a1b2c3d', `${recorded}!`));
    },
  );
});
