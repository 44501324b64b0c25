import { describe, expect, it } from 'vitest';
import { RemainingTime, spoken } from './remaining-time.js';

describe('the remaining time', () => {
  it('is unknown before there is a speed, then what the rest takes at that speed', () => {
    const time = new RemainingTime();
    expect(time.secondsAt(0.1, 1000)).toBeNull();
    expect(time.secondsAt(0.1, 5000)).toBeNull();
    expect(time.secondsAt(0.2, 11_000)).toBeCloseTo(80);
    expect(time.secondsAt(1, 91_000)).toBe(0);
  });

  it('grows while nothing moves, rather than promise an end', () => {
    const time = new RemainingTime();
    time.secondsAt(0, 0);
    expect(time.secondsAt(0.5, 20_000)).toBeGreaterThan(time.secondsAt(0.5, 10_000) ?? Infinity);
  });

  it.each([
    [3, '5 s'],
    [59, '60 s'],
    [200, '3 min 20 s'],
    [700, '11 min'],
    [3900, '1 h 5 min'],
  ])('of %i seconds is spoken as %s', (seconds, text) => expect(spoken(seconds)).toBe(text));
});
