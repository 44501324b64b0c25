import type { Column } from './co-watch-tables.js';
import type { Trait } from './item-traits.js';
import { INTERACTION_WEIGHTS, type InteractionWeights } from './session-interaction.js';

/**
 * How much a place in the session counts, `k` = 0 the newest: `only` 1 at one place and 0 elsewhere, `geometric` rate^k,
 * `reciprocal` 1 / (k + 1).
 */
export type Decay =
  | { readonly kind: 'only'; readonly place: number }
  | { readonly kind: 'geometric'; readonly rate: number }
  | { readonly kind: 'reciprocal' };

/** One column seen with one decay. */
export interface Evidence {
  readonly column: Column;
  readonly decay: Decay;
  /** Whether session items count by their rarity, log((S + 1) / (c + 1)) / log(S + 1). */
  readonly byRarity: boolean;
}

/** Evidence that enters the mix with this weight, zero or more. */
export interface BlendTerm extends Evidence {
  readonly weight: number;
}

/** What the mix gets for an item of the session itself; n is its newest place, m how often it is there. */
export interface AgainWeights {
  /** n = 0. */
  readonly newest: number;
  /** n = 1. */
  readonly second: number;
  /** n > 1: divided by 1 + n. */
  readonly earlier: number;
  /** Times m - 1. */
  readonly repeated: number;
}

/** What cosines in the embedding count: with the session's vector, and with the newest item's. */
export interface AffinityWeights {
  readonly session: number;
  readonly newest: number;
}

export interface BlendWeights {
  readonly terms: readonly BlendTerm[];
  readonly again: AgainWeights;
  /** What every candidate starts with, above zero: keeps the logarithm finite. */
  readonly epsilon: number;
  readonly affinity: AffinityWeights;
  /** What an item's traits count; those left out count nothing. */
  readonly traits: Readonly<Partial<Record<Trait, number>>>;
}

/** What the first score is made with. Travels as JSON in the manifest of the tables it was made for. */
export interface Blend {
  /** An item's columns are divided by its sessions plus this, so that rare items are not believed too soon. */
  readonly shrinkage: number;
  readonly interactions: InteractionWeights;
  /** Weights by session length, shortest first; the last has null: any length. */
  readonly byLength: readonly { readonly upTo: number | null; readonly weights: BlendWeights }[];
}

const RECIPROCAL: Decay = { kind: 'reciprocal' };
const STEEP: Decay = { kind: 'geometric', rate: 0.4 };
const SLOW: Decay = { kind: 'geometric', rate: 0.85 };

function evidence(column: Column, decay: Decay, byRarity = false): Evidence {
  return { column, decay, byRarity };
}

function only(place: number): Decay {
  return { kind: 'only', place };
}

/** What a learned blend weighs, and what the trees see of the tables, in this order. */
export const EVIDENCE: readonly Evidence[] = [
  evidence('f1', only(0)),
  evidence('f1', STEEP),
  evidence('f2', only(1)),
  evidence('f3', only(2)),
  ...(['fd', 'bd', 'co'] as const).flatMap((column) =>
    [only(0), STEEP, RECIPROCAL, SLOW].map((decay) => evidence(column, decay)),
  ),
  evidence('co', RECIPROCAL, true),
  evidence('co', SLOW, true),
];

function term(column: Column, decay: Decay, weight: number, byRarity = false): BlendTerm {
  return { column, decay, byRarity, weight };
}

/**
 * Where a site starts before weights are learned for it: one setting for all sites, chosen on held-out training sessions of
 * four data sets at once (docs/algorithm.md).
 */
export const FIXED_BLEND: Blend = {
  shrinkage: 10,
  interactions: INTERACTION_WEIGHTS,
  byLength: [
    {
      upTo: null,
      weights: {
        terms: [
          term('f1', only(0), 1),
          term('f1', STEEP, 1.5),
          term('f2', only(1), 0.5),
          term('fd', RECIPROCAL, 1),
          term('bd', RECIPROCAL, 0.5),
          term('co', RECIPROCAL, 0.3, true),
        ],
        again: { newest: 0.3, second: 0.4, earlier: 0.3, repeated: 0.1 },
        epsilon: 1e-3,
        affinity: { session: 0, newest: 0 },
        traits: {},
      },
    },
  ],
};
