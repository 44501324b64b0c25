import type { SessionRef } from '#libs/contracts';
import type { LogPosition, SessionState, SessionVector } from '#libs/session';

/** A state to write where the stored one still stands at `expected`. */
export interface SessionWrite {
  readonly ref: SessionRef;
  /** Position of the state that `next` was folded from, null where there was none. */
  readonly expected: LogPosition | null;
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
  /** @returns the vector, undefined for a session nobody has seen. One small read: the answer's hot path. */
  read(ref: SessionRef): Promise<SessionVector | undefined>;
  /** The vector and its recent event ids: what tells whether an event is in it. */
  load(refs: readonly SessionRef[]): Promise<readonly (SessionState | undefined)[]>;
  /**
   * Compares and sets, each session in one step on the server. A write that is sent twice counts once: a stored state
   * that already is `next` counts as written.
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
   * The epoch of a log of this shape: the stored one while the partition count is the same and no partition ends before
   * its watermark, else (recreated or repartitioned) the next one, which is then stored. A store that knows none starts at 1.
   * One step on the server, so that consumers starting together agree.
   * @param known an epoch that the caller has used already: the answer is never lower.
   */
  epochOf(shape: LogShape, known: number): Promise<number>;
  health(): Promise<{ readonly healthy: boolean; readonly reason?: string }>;
  close(): Promise<void>;
}

/** Injection token of the port. */
export const SESSION_STORE = Symbol('SessionStore');
