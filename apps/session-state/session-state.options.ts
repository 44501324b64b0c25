/** How session-state recovers. */
export interface SessionStateOptions {
  /** How far back the log is read again after the store lost memory: as far as live sessions reach. Milliseconds. */
  readonly refoldMs: number;
  /** How often the store is asked whether it still has what was folded, also of partitions where nothing happens. */
  readonly checkEveryMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Injection token. */
export const SESSION_STATE_OPTIONS = Symbol('SessionStateOptions');
