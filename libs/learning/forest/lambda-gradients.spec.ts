import { describe, expect, it } from 'vitest';
import { heldOutGain, LambdaGradients } from './lambda-gradients.js';
import type { RankingExamples } from './ranking-examples.js';

/** One case of as many rows as there are scores. */
function caseOf(rows: number, target: number, heldOut = 0): RankingExamples {
  return {
    features: new Float32Array(rows),
    featuresCount: 1,
    offsets: Uint32Array.of(0, rows),
    targets: Uint32Array.of(target),
    heldOut: Uint8Array.of(heldOut),
  };
}

describe('LambdaGradients', () => {
  it('pulls the right answer up and all others down, by as much in all', () => {
    const gradients = new LambdaGradients(caseOf(4, 2));
    gradients.compute(0, Float64Array.of(3, 2, 1, 0));
    const [first = 0, second = 0, right = 0, last = 0] = gradients.slopes;
    expect(right).toBeLessThan(0);
    expect(Math.min(first, second, last)).toBeGreaterThan(0);
    expect(first + second + right + last).toBeCloseTo(0, 12);
    expect(Math.min(...gradients.curvatures)).toBeGreaterThan(0);
  });

  it('is what the formula says for two rows', () => {
    const gradients = new LambdaGradients(caseOf(2, 1));
    gradients.compute(0, Float64Array.of(0.5, 0));
    const change = (1 - 1 / Math.log2(3)) / (0.01 + 0.5);
    const doubt = 1 / (1 + Math.exp(-0.5));
    const sum = 2 * doubt * change;
    const scale = Math.log2(1 + sum) / sum;
    expect(gradients.slopes[0]).toBeCloseTo(doubt * change * scale, 12);
    expect(gradients.curvatures[1]).toBeCloseTo(doubt * (1 - doubt) * change * scale, 12);
  });

  it('compares nothing below the ranks that count', () => {
    const gradients = new LambdaGradients(caseOf(40, 39));
    gradients.compute(
      0,
      Float64Array.from({ length: 40 }, (_, row) => -row),
    );
    expect(gradients.slopes[24]).toBeGreaterThan(0);
    expect(gradients.slopes[25]).toBe(0);
  });
});

describe('heldOutGain', () => {
  it('pays by rank, earlier rows before equal ones, and counts held-out cases alone', () => {
    expect(heldOutGain(caseOf(3, 1, 1), Float64Array.of(0, 0, 0))).toBeCloseTo(1 / Math.log2(3), 12);
    expect(heldOutGain(caseOf(3, 1, 1), Float64Array.of(0, 1, 0))).toBe(1);
    expect(heldOutGain(caseOf(30, 29, 1), new Float64Array(30))).toBe(0);
    expect(heldOutGain(caseOf(3, 1), Float64Array.of(0, 1, 0))).toBe(0);
  });
});
