import type { InteractionType } from '#libs/contracts';

/** Newest interactions of a session that scoring looks at. */
export const SCORED_INTERACTIONS_MAX = 20;

/** What scoring reads of an interaction; those of a session's state have it all. */
export interface SessionInteraction {
  readonly item: string;
  readonly type: InteractionType;
  /** Share played, 0 to 1; 0 where nothing was watched. */
  readonly progress: number;
  /** Event time, whole seconds since 1970. */
  readonly atSeconds: number;
}

/** How much an interaction counts, a view being 1: in the tables and in the session that is scored. Zero or more. */
export interface InteractionWeights {
  readonly view: number;
  /** A watch that was left at once. */
  readonly watch: number;
  /** Added to a watch for the share played. */
  readonly progress: number;
  readonly cart: number;
  readonly purchase: number;
}

export const INTERACTION_WEIGHTS: InteractionWeights = {
  view: 1,
  watch: 0.5,
  progress: 1,
  cart: 1.5,
  purchase: 2,
};

export function weightOf({ type, progress }: SessionInteraction, weights: InteractionWeights): number {
  return type === 'watch' ? weights.watch + weights.progress * progress : weights[type];
}
