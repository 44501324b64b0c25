import { COLUMNS } from './co-watch-tables.js';
import { placeWeight, type FoldedBlend } from './folded-blend.js';
import { SCORED_INTERACTIONS_MAX, weightOf, type SessionInteraction } from './session-interaction.js';

/**
 * How much each interaction of a session counts in the mix of the first score, whatever item it is of: what its place and its type
 * weigh there, summed over the columns with rarity 1, as a share of all interactions.
 *
 *     share(k) = Σ over terms of weight · decay(k) · interaction(k)  /  Σ over places k' of the same
 *
 * @param session newest last; the newest SCORED_INTERACTIONS_MAX count, those before them have 0.
 * @returns one share an interaction, newest last; they sum to 1. Equal shares where the blend gives none anything.
 */
export function interactionShares(
  session: readonly SessionInteraction[],
  { byLength, interactions }: FoldedBlend,
): number[] {
  const scored = Math.min(session.length, SCORED_INTERACTIONS_MAX);
  const weights = byLength[scored];
  if (!weights) throw new RangeError('A folded blend has weights for every length.');
  const counted = session.map((interaction, at) => {
    const place = session.length - 1 - at;
    if (place >= scored) return 0;
    const weight = weightOf(interaction, interactions);
    return COLUMNS.reduce((sum, _, column) => sum + placeWeight(weights, place, column, weight, 1), 0);
  });
  const total = counted.reduce((sum, weight) => sum + weight, 0);
  if (total > 0) return counted.map((weight) => weight / total);
  return counted.map((_, at) => (session.length - 1 - at < scored ? 1 / scored : 0));
}
