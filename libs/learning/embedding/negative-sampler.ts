import type { Random } from '../random.js';
import type { ItemSequences } from './embedding.js';

/** Draws items in proportion to count^0.75 (Mikolov et al. 2013). */
export class NegativeSampler {
  /** The share of draws that gives an item. */
  readonly shares: Float64Array;
  private readonly upTo: Float64Array;

  constructor({ itemsCount, items }: ItemSequences) {
    const counts = new Float64Array(itemsCount);
    for (const item of items) counts[item] = (counts[item] ?? 0) + 1;
    // x^0.75 by two square roots, which IEEE 754 fixes to the last bit.
    const powers = counts.map((count) => Math.sqrt(count) * Math.sqrt(Math.sqrt(count)));
    const total = powers.reduce((sum, power) => sum + power, 0);
    this.shares = powers.map((power) => power / total);
    let sum = 0;
    this.upTo = this.shares.map((share) => (sum += share));
  }

  draw(random: Random): number {
    const wanted = random.unit();
    let low = 0;
    let high = this.upTo.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.upTo[middle] ?? 1) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
