import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '#libs/contracts';
import { clockCorrectionMs, isTimestamp } from './correct-clock.js';

const time = fc.integer({ min: LIMITS.timestampMsMin, max: LIMITS.timestampMsMax });

describe("the correction of a sender's clock", () => {
  it.each([
    [0, 0],
    [60_000, 0],
    [-60_000, 0],
    [60_001, 60_000],
    [-60_001, -60_000],
    [61_500, 62_000],
    [90_499, 90_000],
    [315_360_000_000, 315_360_000_000],
  ])('for one that is %i ms behind is %i ms', (behindMs, correctionMs) => {
    const receivedAt = 1_763_900_000_123;
    expect(clockCorrectionMs(receivedAt - behindMs, receivedAt)).toBe(correctionMs);
  });

  it('is in whole seconds, always', () => {
    fc.assert(
      fc.property(time, time, (sentAt, receivedAt) => {
        expect(Math.abs(clockCorrectionMs(sentAt, receivedAt) % 1000)).toBe(0);
      }),
    );
  });

  it('leaves a clock within a minute alone, and brings any other to within half a second', () => {
    fc.assert(
      fc.property(time, time, (sentAt, receivedAt) => {
        const correction = clockCorrectionMs(sentAt, receivedAt);
        if (Math.abs(receivedAt - sentAt) <= LIMITS.clockSkewMsMax) expect(correction).toBe(0);
        else expect(Math.abs(sentAt + correction - receivedAt)).toBeLessThanOrEqual(500);
      }),
    );
  });

  it('once applied asks for no other', () => {
    fc.assert(
      fc.property(time, time, (sentAt, receivedAt) => {
        const corrected = sentAt + clockCorrectionMs(sentAt, receivedAt);
        expect(clockCorrectionMs(corrected, receivedAt)).toBe(0);
      }),
    );
  });
});

describe('a time on the log', () => {
  it('is a whole number from 1970 to 2100', () => {
    const bad = [-1, 4_102_444_800_001, 0.5, Number.NaN, Number.POSITIVE_INFINITY];
    expect([0, 1_763_900_000_000, 4_102_444_800_000].map(isTimestamp)).toEqual([true, true, true]);
    expect(bad.filter(isTimestamp)).toEqual([]);
  });
});
