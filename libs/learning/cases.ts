import type { SessionInteraction } from '#libs/blending';

/** A session as far as it had gone, and what came next. */
export interface LearningCase {
  /** Newest last. */
  readonly session: readonly SessionInteraction[];
  readonly next: string;
}
