import type { Interaction } from '#libs/session';

/** What is known when the next item is to be guessed. */
export interface RankRequest {
  /** The session so far, newest last, at least one. */
  readonly session: readonly Interaction[];
  /** Longest list that is looked at, 1 to LIST_MAX. */
  readonly limit: number;
  /** An item that must not be in the list; null: every item may be. */
  readonly without: string | null;
}

/** Guesses what a session turns to next. Not to be entered twice at once. */
export interface Ranker {
  /** @returns items best first, each once, at most `limit`; fewer where it knows no more. */
  rank(request: RankRequest): readonly string[];
}

/** Length of the longest list that is measured. */
export const LIST_MAX = 20;
