import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../random.js';
import { ADDED, MIXED, type BlendExamples } from './blend-examples.js';
import { blendLoss, WEIGHTS } from './blend-loss.js';

const BUCKETS = 2;

/** Cases of two to five candidates with random values. */
function examplesOf(seed: number, cases: number): BlendExamples {
  const random = randomOf(seed);
  const sizes = Array.from({ length: cases }, () => 2 + random.below(4));
  const offsets = new Uint32Array(cases + 1);
  sizes.forEach((size, at) => (offsets[at + 1] = (offsets[at] ?? 0) + size));
  const rows = (offsets.at(-1) ?? 0) * (MIXED + ADDED);
  return {
    rows: Float32Array.from({ length: rows }, () => (random.unit() < 0.5 ? 0 : random.unit())),
    offsets,
    targets: Uint32Array.from(sizes, (size, at) => (offsets[at] ?? 0) + random.below(size)),
    buckets: Uint8Array.from(sizes, () => random.below(BUCKETS)),
  };
}

describe('blendLoss', () => {
  it('has the gradient that finite differences have', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const random = randomOf(seed, 1);
        const start = Float64Array.from({ length: WEIGHTS }, () => random.unit() - 0.5);
        const point = Float64Array.from({ length: WEIGHTS * (BUCKETS + 1) }, () => random.unit() - 0.5);
        const loss = blendLoss(examplesOf(seed, 8), start, BUCKETS, { shared: 0.02, difference: 0.1 });
        const gradient = new Float64Array(point.length);
        loss(point, gradient);
        for (let at = 0; at < point.length; at++)
          expect(gradient[at]).toBeCloseTo(differenceAt(loss, point, at), 6);
      }),
      { numRuns: 10 },
    );
  });

  it('is the mean of what each case loses, plus the penalties', () => {
    const rows = new Float32Array(2 * (MIXED + ADDED));
    rows[0] = 3;
    const examples: BlendExamples = {
      rows,
      offsets: Uint32Array.of(0, 2),
      targets: Uint32Array.of(0),
      buckets: Uint8Array.of(0),
    };
    const start = new Float64Array(WEIGHTS);
    const point = new Float64Array(WEIGHTS * 2);
    // Every weight of the mix and epsilon are e^0: mixes of 1 + 3 and of 1, so the target has four fifths.
    const lossOf = (at: number, value: number): number => {
      const moved = point.slice();
      moved[at] = value;
      const penalties = { shared: 2, difference: 5 };
      return blendLoss(examples, start, 1, penalties)(moved, new Float64Array(moved.length));
    };
    expect(lossOf(0, 0)).toBeCloseTo(-Math.log(0.8), 12);
    // The last weight sees nothing here, so all that moving it costs is the penalty.
    expect(lossOf(WEIGHTS - 1, 0.5)).toBeCloseTo(-Math.log(0.8) + 2 * 0.25, 12);
    expect(lossOf(2 * WEIGHTS - 1, 0.5)).toBeCloseTo(-Math.log(0.8) + 5 * 0.25, 12);
  });
});

const STEP = 1e-6;

function differenceAt(loss: ReturnType<typeof blendLoss>, point: Float64Array, at: number): number {
  const valueAt = (off: number): number => {
    const moved = point.slice();
    moved[at] = (moved[at] ?? 0) + off;
    return loss(moved, new Float64Array(point.length));
  };
  return (valueAt(STEP) - valueAt(-STEP)) / (2 * STEP);
}
