import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Scratch } from './scratch.js';
import { leastOfStrongest } from './strongest-evidence.js';

const EVIDENCE = fc.array(
  fc.oneof(fc.double({ min: 1e-12, max: 100, noNaN: true }), fc.constantFrom(0, 0.25, 1e-30)),
  { minLength: 1, maxLength: 400 },
);

/** Each item says who it is by its evidence. */
function gathered(evidence: readonly number[], isBlocked: (item: number) => boolean): Scratch {
  const scratch = new Scratch();
  evidence.forEach((_, item) => isBlocked(item) && scratch.block(item));
  evidence.forEach((spoken, item) => scratch.add(item, spoken));
  return scratch;
}

describe('the strongest evidence', () => {
  it('is had by as many as are asked for, and by few more', () => {
    fc.assert(
      fc.property(EVIDENCE, fc.integer({ min: 1, max: 200 }), (evidence, strongest) => {
        const least = leastOfStrongest(
          gathered(evidence, () => false),
          strongest,
        );
        const spoken = evidence.filter((value) => value > 0).sort((a, b) => b - a);
        const last = spoken[strongest - 1];
        if (last === undefined) expect(least).toBe(0);
        else {
          expect(least).toBeLessThanOrEqual(last);
          // The step of a sixteenth of an octave that the last one is in; all below 2^-64 are in one.
          if (last > 2 ** -64) expect(least).toBeGreaterThan(last / (1 + 1 / 16));
        }
      }),
    );
  });

  it('makes the list of whom to score, with those that nobody spoke for', () => {
    const scratch = gathered([8, 4, 0, 2, 1, 0], (item) => item === 0);
    const listed = scratch.list(2);
    expect([...scratch.listedCandidates.subarray(0, listed)]).toEqual([1, 2, 3, 5]);
    expect(scratch.listedPlaces[0]).toBe(scratch.placeOf(1));
  });

  it('leaves nobody out where no more are there than are asked for', () => {
    const scratch = gathered([8, 4, 0, 2, 1, 0], () => false);
    expect(scratch.list(6)).toBe(6);
    expect(scratch.list(Infinity)).toBe(6);
  });
});
