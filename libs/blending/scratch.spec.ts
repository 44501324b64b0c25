import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Scratch } from './scratch.js';

/** Indexes far apart and close together, and those whose slots are the same. */
const CANDIDATES = fc.array(
  fc.oneof(
    fc.nat({ max: 3000 }),
    fc.nat({ max: 2 ** 32 - 1 }),
    fc.nat({ max: 200 }).map((n) => n * 2 ** 24),
  ),
  { maxLength: 5000, size: 'max' },
);

describe('what a request gathers', () => {
  it('has each candidate once, by the order in which they were met, however many there are', () => {
    const scratch = new Scratch();
    fc.assert(
      fc.property(CANDIDATES, (candidates) => {
        const distinct = [...new Set(candidates)];
        const seen = new Set<number>();
        const isNew = candidates.map((candidate) => seen.size < seen.add(candidate).size);
        expect(candidates.map((candidate) => scratch.meet(candidate))).toEqual(isNew);
        expect(scratch.count).toBe(distinct.length);
        expect(distinct.map((candidate) => scratch.placeOf(candidate))).toEqual(
          distinct.map((_, at) => at + 1),
        );
        expect([...scratch.candidates.subarray(1, scratch.count + 1)]).toEqual(distinct);
        scratch.clear();
        expect(distinct.filter((candidate) => scratch.placeOf(candidate) !== 0)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('leaves out what it has no room for, and finds the others', () => {
    const scratch = new Scratch();
    const most = 2 ** 16 - 1;
    for (let item = 0; item < most; item++) scratch.meet(3 * item);
    expect(scratch.meet(1)).toBe(false);
    expect(scratch.roomFor(100)).toBe(0);
    expect(scratch.placeOf(1)).toBe(0);
    expect(scratch.placeOf(3 * (most - 1))).toBe(most);
  });

  it('makes room for a row, of which nobody is lost who was there before', () => {
    const scratch = new Scratch();
    for (let item = 0; item < 1000; item++) scratch.add(item, item);
    expect(scratch.roomFor(6000)).toBe(6000);
    expect(scratch.slots.length).toBeGreaterThanOrEqual(2 * 7000);
    for (let item = 0; item < 1000; item++) expect(scratch.evidence[scratch.placeOf(item)]).toBe(item);
  });
});
