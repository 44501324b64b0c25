import { COLUMNS } from './co-watch-tables.js';
import { SCORED_INTERACTIONS_MAX, type FoldedBlend } from './folded-blend.js';

/**
 * How much each place of a session counts in the first score, whatever item stands there: the weights of the blend's terms at
 * that place, summed over the columns with rarity 1, as a share of all places.
 *
 *     share(k) = Σ over terms of weight · decay(k)  /  Σ over places k' of the same
 *
 * @param interactions of the session; the newest SCORED_INTERACTIONS_MAX count, those before them have 0.
 * @returns one share an interaction, newest last; they sum to 1. Equal shares where the blend gives no place anything.
 */
export function placeShares({ byLength }: FoldedBlend, interactions: number): number[] {
  const scored = Math.min(interactions, SCORED_INTERACTIONS_MAX);
  const weights = byLength[scored];
  if (!weights) throw new RangeError('A folded blend has weights for every length.');
  const { plain, byRarity } = weights;
  const sums = Array.from({ length: scored }, (_, place) => {
    const from = place * COLUMNS.length;
    return COLUMNS.reduce(
      (sum, _column, at) => sum + (plain[from + at] ?? 0) + (byRarity[from + at] ?? 0),
      0,
    );
  });
  const total = sums.reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: interactions }, (_, at) => {
    const place = interactions - 1 - at;
    if (place >= scored) return 0;
    return total > 0 ? (sums[place] ?? 0) / total : 1 / scored;
  });
}
