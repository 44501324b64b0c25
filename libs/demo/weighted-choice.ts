import type { Random } from './random.js';

/** Draws positions in proportion to their weights: one binary search over running sums a draw. */
export class WeightedChoice {
  readonly #sums: Float64Array;

  /**
   * @param weights at least one of them positive, none negative.
   * @throws RangeError when nothing could ever be drawn.
   */
  constructor(weights: ArrayLike<number>) {
    let sum = 0;
    this.#sums = Float64Array.from(weights, (weight) => (sum += weight));
    if (!(sum > 0)) throw new RangeError('A weighted choice needs at least one positive weight');
  }

  /** A position in the list of weights. */
  draw(random: Random): number {
    const target = random.unit() * (this.#sums.at(-1) ?? 0);
    let low = 0;
    let high = this.#sums.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sums[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
