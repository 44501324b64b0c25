import { describe, expect, it } from 'vitest';
import { percentile } from './percentile.js';

describe('a percentile by nearest rank', () => {
  it.each([
    [0, 1],
    [0.5, 50],
    [0.99, 99],
    [1, 100],
  ])('of 1 to 100 at %d is %d', (share, value) => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(values, share)).toBe(value);
  });

  it('of one value is that value, of none is an error', () => {
    expect(percentile([7], 0.99)).toBe(7);
    expect(() => percentile([], 0.5)).toThrow('There is no percentile of no values.');
  });
});
