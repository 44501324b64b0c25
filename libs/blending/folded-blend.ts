import type { AgainWeights, Blend, BlendWeights, Decay } from './blend.js';
import { COLUMNS } from './co-watch-tables.js';
import { TRAITS } from './item-traits.js';
import type { AffinityWeights } from './blend.js';
import { SCORED_INTERACTIONS_MAX, type InteractionWeights } from './session-interaction.js';

/**
 * Weights of one session length, summed over the terms: the mix is linear in the columns, so one number a place and column
 * stands for all decays. Index place * COLUMNS.length + column.
 */
export interface FoldedWeights {
  readonly plain: Float64Array;
  /** To be multiplied with the session item's rarity. */
  readonly byRarity: Float64Array;
  readonly hasRarity: boolean;
  readonly again: AgainWeights;
  readonly epsilon: number;
  readonly affinity: AffinityWeights;
  /** In the order of TRAITS. */
  readonly traits: Float64Array;
}

export interface FoldedBlend {
  readonly shrinkage: number;
  readonly interactions: InteractionWeights;
  /** By number of scored interactions, 0 … SCORED_INTERACTIONS_MAX; every length of that and more is the last. */
  readonly byLength: readonly FoldedWeights[];
}

/**
 * What an interaction at a place counts in a column, before its item's sessions divide it: the one place where scoring, and what
 * is told of a session, weigh interactions.
 * @param interaction its weight, see `weightOf`.
 * @param rarity of its item.
 */
export function placeWeight(
  { plain, byRarity, hasRarity }: FoldedWeights,
  place: number,
  column: number,
  interaction: number,
  rarity: number,
): number {
  const at = place * COLUMNS.length + column;
  return interaction * ((plain[at] ?? 0) + (hasRarity ? rarity : 0) * (byRarity[at] ?? 0));
}

/** Folds a blend for serving: done once, when tables are loaded. */
export function foldBlend({ shrinkage, interactions, byLength }: Blend): FoldedBlend {
  const buckets = byLength.map(({ upTo, weights }) => ({
    upTo: upTo ?? Infinity,
    folded: fold(weights),
  }));
  const foldedByLength = Array.from({ length: SCORED_INTERACTIONS_MAX + 1 }, (_, length) => {
    const bucket = buckets.find(({ upTo }) => length <= upTo) ?? buckets.at(-1);
    if (!bucket) throw new RangeError('A blend has weights for at least one session length.');
    return bucket.folded;
  });
  return { shrinkage, interactions, byLength: foldedByLength };
}

function fold({ terms, again, epsilon, affinity, traits }: BlendWeights): FoldedWeights {
  const plain = new Float64Array(SCORED_INTERACTIONS_MAX * COLUMNS.length);
  const byRarity = new Float64Array(plain.length);
  for (const term of terms) {
    const sums = term.byRarity ? byRarity : plain;
    decayed(term.decay).forEach((share, place) => {
      const at = place * COLUMNS.length + COLUMNS.indexOf(term.column);
      sums[at] = (sums[at] ?? 0) + term.weight * share;
    });
  }
  const hasRarity = byRarity.some((weight) => weight > 0);
  const traitWeights = Float64Array.from(TRAITS, (name) => traits[name] ?? 0);
  return { plain, byRarity, hasRarity, again, epsilon, affinity, traits: traitWeights };
}

/**
 * What each place counts, newest first. Powers by multiplication: the same bits on every machine, which Math.pow does not
 * promise.
 */
export function decayed(decay: Decay): readonly number[] {
  let power = 1;
  return Array.from({ length: SCORED_INTERACTIONS_MAX }, (_, place) => {
    if (decay.kind === 'reciprocal') return 1 / (place + 1);
    if (decay.kind === 'only') return place === decay.place ? 1 : 0;
    if (place > 0) power *= decay.rate;
    return power;
  });
}
