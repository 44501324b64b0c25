import { describe, expect, it } from 'vitest';
import type { Watermark } from './session-store.js';
import { earliest, isAtOrBeyond } from './watermark-order.js';

const mark = (epoch: number, nextOffset: number): Watermark => ({ epoch, partition: 0, nextOffset });

describe('isAtOrBeyond', () => {
  it('compares offsets within an epoch, and epochs before offsets', () => {
    expect(isAtOrBeyond(mark(1, 5), mark(1, 5))).toBe(true);
    expect(isAtOrBeyond(mark(1, 4), mark(1, 5))).toBe(false);
    expect(isAtOrBeyond(mark(2, 0), mark(1, 5))).toBe(true);
    expect(isAtOrBeyond(mark(1, 9), mark(2, 0))).toBe(false);
  });

  it('takes none as before everything but none', () => {
    expect(isAtOrBeyond(undefined, mark(1, 0))).toBe(false);
    expect(isAtOrBeyond(undefined, null)).toBe(true);
    expect(isAtOrBeyond(mark(1, 0), undefined)).toBe(true);
  });
});

describe('earliest', () => {
  it('is the one furthest behind, and none where one is missing', () => {
    expect(earliest([mark(1, 7), mark(1, 3), mark(2, 0)])).toEqual(mark(1, 3));
    expect(earliest([mark(1, 7), undefined, mark(1, 3)])).toBeUndefined();
    expect(earliest([undefined, mark(1, 7)])).toBeUndefined();
    expect(earliest([mark(1, 7), undefined])).toBeUndefined();
  });
});
