import { describe, expect, it } from 'vitest';
import { randomOf } from '../random.js';
import { SimdKernel } from './simd-kernel.js';

describe('SimdKernel', () => {
  it('multiplies, plain and transposed, leaving what it was not asked for', () => {
    const kernel = new SimdKernel({ a: [8, 12], across: [12, 8], b: [12, 16], c: [8, 16] });
    const random = randomOf(1);
    const [a, across, b, c] = (['a', 'across', 'b', 'c'] as const).map((name) => kernel.matrix(name));
    if (!a || !across || !b || !c) throw new Error('no matrix');
    b.values.forEach((_, at) => (b.values[at] = random.unit() - 0.5));
    for (let row = 0; row < 8; row++)
      for (let term = 0; term < 12; term++)
        across.values[term * 8 + row] = a.values[row * 12 + term] = random.unit() - 0.5;
    for (const [transposed, left] of [
      [false, a],
      [true, across],
    ] as const) {
      c.values.fill(9);
      if (transposed) kernel.multiplyTransposed(left, b, c, 4, 8, 11);
      else kernel.multiply(left, b, c, 4, 8, 11);
      for (let row = 0; row < 8; row++)
        for (let column = 0; column < 16; column++) {
          let sum = 0;
          for (let term = 0; term < 11; term++)
            sum += (a.values[row * 12 + term] ?? 0) * (b.values[term * 16 + column] ?? 0);
          const expected = row < 4 && column < 8 ? sum : 9;
          expect(c.values[row * 16 + column]).toBeCloseTo(expected, 6);
        }
    }
  });

  it('gives softmax to seven digits for any scores that training can reach', () => {
    const kernel = new SimdKernel({ row: [1, 8], bias: [1, 8] });
    const [row, bias] = [kernel.matrix('row'), kernel.matrix('bias')];
    for (let score = -100; score <= 30; score += 0.73) {
      const scores = [score, 0, 1, -12, 12, score / 2, 3, 5];
      row.values.set(scores.map((value) => value - 1));
      bias.values.fill(1);
      kernel.softmax(row, bias, 1, 8);
      const total = scores.reduce((sum, value) => sum + Math.exp(value), 0);
      scores.forEach((value, at) => expect(row.values[at]).toBeCloseTo(Math.exp(value) / total, 6));
    }
  });
});
