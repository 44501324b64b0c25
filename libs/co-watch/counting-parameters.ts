import { INTERACTION_WEIGHTS, type InteractionWeights } from '#libs/blending';

/** How pairs are counted. They travel in the manifest: the same history and parameters give the same tables. */
export interface CountingParameters {
  /** Furthest distance, in places of a session, at which two items count as a pair. */
  readonly gapMax: number;
  /** Weight of a distance: gapDecay^(gap - 1). */
  readonly gapDecay: number;
  /** Neighbours kept of an item. */
  readonly neighboursMax: number;
  /** Distinct sessions a pair needs. */
  readonly minSessions: number;
  /** Most that one session adds to a column of a pair, in whole visits; `co` is once a session. At most 1,000. */
  readonly sessionMax: number;
  /** Items of the newest sessions that are candidates of every request. */
  readonly favouritesMax: number;
  /** A pair counts as much as the product of its interactions' weights. */
  readonly interactions: InteractionWeights;
}

export const COUNTING_PARAMETERS: CountingParameters = {
  gapMax: 20,
  gapDecay: 0.8,
  neighboursMax: 300,
  minSessions: 1,
  sessionMax: 3,
  favouritesMax: 20,
  interactions: INTERACTION_WEIGHTS,
};

/** Columns are summed as whole millionths: a sum that no order of adding can change. */
export const SCALE = 1_000_000;

/** Weights of distances 1, 2, … times SCALE, as whole numbers. */
export function gapWeights({ gapMax, gapDecay }: CountingParameters): number[] {
  let share = 1;
  return Array.from({ length: gapMax }, (_, at) => {
    if (at > 0) share *= gapDecay;
    return Math.round(share * SCALE);
  });
}
