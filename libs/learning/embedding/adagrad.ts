import { DIMENSIONS } from './embedding.js';

/**
 * Adagrad with one accumulator a row (Duchi et al. 2011; one number a row as is usual for embeddings): a row's step shrinks with
 * the root of the mean squares of its gradients so far.
 */
export class RowAdagrad {
  private readonly squares: Float64Array;

  constructor(
    private readonly rows: Float32Array,
    private readonly rate: number,
  ) {
    this.squares = new Float64Array(rows.length / DIMENSIONS);
  }

  /** @param from where the row's gradient begins in `gradients`. */
  step(row: number, gradients: Float32Array, from: number): void {
    let square = 0;
    for (let at = 0; at < DIMENSIONS; at++) square += (gradients[from + at] ?? 0) ** 2;
    if (square === 0) return;
    const sum = (this.squares[row] ?? 0) + square / DIMENSIONS;
    this.squares[row] = sum;
    const step = this.rate / Math.sqrt(sum);
    const to = row * DIMENSIONS;
    for (let at = 0; at < DIMENSIONS; at++)
      this.rows[to + at] = (this.rows[to + at] ?? 0) - step * (gradients[from + at] ?? 0);
  }
}
