import type { SessionRef } from '#libs/contracts';
import type { SessionSpan, SessionState, SessionVector } from '#libs/session';

/** A state to write where the stored one still is `expected`. */
export interface SessionWrite {
  readonly ref: SessionRef;
  /** The state that was loaded, null where there was none. */
  readonly expected: SessionSpan | null;
  readonly next: SessionState;
}

/** How far a partition has been folded into this store. */
export interface Watermark {
  readonly epoch: number;
  readonly partition: number;
  /** Offset after the last record folded. */
  readonly nextOffset: number;
}

/** A topic as the consumer finds it now. */
export interface LogShape {
  /** Offset of the next record, by partition number. */
  readonly endOffsets: readonly number[];
}

/**
 * The port to where session vectors live. Every method throws FreshetError FRESHET_STORE_UNAVAILABLE (retryable) when the
 * store does not answer in time.
 */
export interface SessionStore {
  /**
   * @returns the vector, undefined for a session nobody has seen, one that expired, and one that can't be read (which is
   * reported). One small read: the answer's hot path.
   */
  read(ref: SessionRef): Promise<SessionVector | undefined>;
  /** As `read`, in the same time, with the recent event ids: what tells a reader whether an event is in the vector. */
  readState(ref: SessionRef): Promise<SessionState | undefined>;
  /**
   * The states that a fold goes on from, in the order asked. A state that can't be
   * read is removed, reported and counts as absent.
   */
  load(refs: readonly SessionRef[]): Promise<readonly (SessionState | undefined)[]>;
  /**
   * Compares and sets, each session in one step on the server. A write that is sent twice counts once: a stored state
   * that already is `next` counts as written.
   * The time to live starts anew, by the server's clock.
   * @returns for each write whether it stands; false where another writer came first.
   */
  save(writes: readonly SessionWrite[]): Promise<readonly boolean[]>;
  /** Watermarks of partitions, in the order asked, undefined where the store has none. */
  watermarks(partitions: readonly number[]): Promise<readonly (Watermark | undefined)[]>;
  /**
   * Moves a partition's watermark, after the batch's sessions are written and before its offset is committed.
   * @param expected what the caller wrote or read last, null for none.
   * @returns false where the stored one is another: the store lost it, or another writer holds the partition.
   */
  setWatermark(watermark: Watermark, expected: Watermark | null): Promise<boolean>;
  /**
   * The epoch of a log: the stored one while the partition count is the same and no partition ends before its watermark,
   * else (recreated or repartitioned) the next one, which is then stored. A store that knows none starts at 1. Consumers
   * that ask at the same time agree.
   * @param readShape asks the log; called after the watermarks were read, so that records folded meanwhile don't look like
   * a log that ends too early.
   * @param known an epoch that the caller has used already: the answer is never lower.
   */
  epochOf(readShape: () => Promise<LogShape>, known: number): Promise<number>;
  /**
   * Changes whenever what was acknowledged before may be lost: this process has come to speak to another server, or to one that
   * was started anew. What was written and read within one incarnation stands, unless somebody removes it.
   */
  readonly incarnation: string;
  health(): Promise<{ readonly healthy: boolean; readonly reason?: string }>;
  close(): Promise<void>;
}

/** Injection token of the port. */
export const SESSION_STORE = Symbol('SessionStore');
