import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideScale, readTimestamp } from './import-timestamp.js';

const now = 1_763_900_000_000;

describe('the unit of a file of timestamps', () => {
  it('is seconds where every number could be seconds, however small', () => {
    expect(decideScale([0, 30, 63])).toEqual({ unit: 'seconds', least: 0 });
    expect(decideScale([1_396_437_466.94]).unit).toBe('seconds');
    expect(decideScale([]).unit).toBe('seconds');
  });

  it('is milliseconds where most numbers would be after 2100 in seconds', () => {
    expect(decideScale([now, now + 1, 30]).unit).toBe('milliseconds');
  });

  it('is not changed by a few numbers of the other unit, which are refused instead of mixed in', () => {
    const seconds = decideScale([now / 1000, now / 1000, now]);
    expect(readTimestamp(String(now / 1000), seconds)).toBe(now);
    expect(readTimestamp(String(now), seconds)).toMatch(/after 2100 in seconds.*milliseconds/);
    const milliseconds = decideScale([now, now, now / 1000]);
    expect(readTimestamp(String(now), milliseconds)).toBe(now);
    expect(readTimestamp(String(now / 1000), milliseconds)).toMatch(/looks like seconds/);
  });

  it('can be told, for milliseconds of a clock that starts at 0', () => {
    const scale = decideScale([0, 30_000, 63_000], 'milliseconds');
    expect(readTimestamp('30000', scale)).toBe(30_000);
  });

  it('gives the same whole milliseconds whichever unit a time is written in', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1e11, max: 4_102_444_800_000 }), (ms) => {
        const seconds = (ms / 1000).toFixed(3);
        expect(readTimestamp(seconds, { unit: 'seconds', least: 0 })).toBe(ms);
        expect(readTimestamp(String(ms), { unit: 'milliseconds', least: 0 })).toBe(ms);
      }),
    );
  });

  it.each(['yesterday', '', ' ', '0x10', '1,5', '2025-11-23T10:00:00Z', 'NaN', 'Infinity'])(
    'refuses %j, which is not a number',
    (text) => expect(readTimestamp(text, { unit: 'seconds', least: 0 })).toMatch(/is not a number/),
  );

  it('refuses times before 1970', () => {
    expect(readTimestamp('-1', { unit: 'seconds', least: 0 })).toMatch(/before 1970/);
  });
});
