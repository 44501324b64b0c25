import { messageOf } from '#libs/contracts';
import type { Database } from 'lmdb';
import type { SerialWriter, Writes } from './embedded-serial-writer.js';
import { unpackStored } from './embedded-stored-session.js';
import type { StoreNoticeListener } from './store-notice.js';

interface SweepOptions {
  readonly everyMs: number;
  readonly now: () => number;
  readonly notice: StoreNoticeListener;
}

/** Sessions looked at in one step: about a millisecond. */
const STEP_SESSIONS = 2_000;

/**
 * Removes expired sessions in the background: walks through the keys, a step at a time, round and round. An expired
 * session counts as absent long before, so this is about disk space alone.
 */
export class ExpirySweep {
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  /** Last key of the step before, undefined at the start of a round. */
  #after: string | undefined;

  constructor(
    private readonly sessions: Database<Buffer, string>,
    private readonly writer: SerialWriter,
    private readonly options: SweepOptions,
  ) {
    this.#timer = setInterval(() => {
      this.#running ??= this.#step().finally(() => (this.#running = undefined));
    }, options.everyMs);
    this.#timer.unref();
  }

  /** Waits for the step in hand. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #step(): Promise<void> {
    try {
      const range = this.#after === undefined ? {} : { start: this.#after, exclusiveStart: true };
      const entries = [...this.sessions.getRange({ ...range, limit: STEP_SESSIONS })];
      this.#after = entries.length < STEP_SESSIONS ? undefined : entries.at(-1)?.key;
      const expired = entries.filter(({ value }) => this.#hasExpired(value)).map(({ key }) => key);
      if (expired.length > 0) await this.writer.write((writes) => this.#removeExpired(expired, writes));
    } catch (thrown) {
      const message = `Expired sessions could not be removed: ${messageOf(thrown)}`;
      this.options.notice({ level: 'error', message, details: { cause: thrown } });
    }
  }

  /** Looks again in its turn: a session may have been written since. */
  #removeExpired(keys: readonly string[], writes: Writes): void {
    for (const key of keys) {
      const value = this.sessions.getBinary(key);
      if (value && this.#hasExpired(value)) writes.add(this.sessions.remove(key));
    }
  }

  #hasExpired(value: Buffer): boolean {
    return unpackStored(value).expiresAtMs <= this.options.now();
  }
}
