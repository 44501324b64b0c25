import { logKeyOf, messageOf, type SessionRef } from '#libs/contracts';
import type { EmbeddedEnvironment } from '#libs/embedded-environment';
import {
  decodeSession,
  decodeVector,
  encodeSession,
  encodeSpanPrefix,
  spanPrefixOf,
  type SessionState,
  type SessionVector,
} from '#libs/session';
import type { Database } from 'lmdb';
import { ExpirySweep } from './embedded-expiry-sweep.js';
import { SerialWriter, type Writes } from './embedded-serial-writer.js';
import { packStored, unpackStored, type StoredSession } from './embedded-stored-session.js';
import { agreeOnEpoch, type LogEpoch } from './log-epoch.js';
import { epochText, parseEpoch, parseWatermark, watermarkText } from './progress-text.js';
import type { LogShape, SessionStore, SessionWrite, Watermark } from './session-store.js';
import { SESSION_TTL_MS_DEFAULT } from './session-ttl.js';
import type { StoreNoticeListener } from './store-notice.js';
import { storeUnavailable } from './store-unavailable.js';

/** Everything may be left out. */
export interface EmbeddedSessionStoreOptions {
  /** A session is forgotten this long after it was last written. Default 2 h. */
  readonly ttlMs?: number;
  /** How often a step of sweeping out expired sessions is made, milliseconds. Default 1 s. */
  readonly sweepEveryMs?: number;
  /** The server's clock, milliseconds since 1970. */
  readonly now?: () => number;
  readonly onNotice?: StoreNoticeListener;
}

const EPOCH_KEY = 'epoch';

/** The session store of a standalone service: LMDB. Reads are memory reads; each save is one transaction, on the disk when it resolves. */
export class EmbeddedSessionStore implements SessionStore {
  /** The file is this process's own. */
  readonly incarnation = 'embedded';
  readonly #sessions: Database<Buffer, string>;
  /** The log's epoch and the watermarks of its partitions. */
  readonly #progress: Database<string, string>;
  readonly #sweep: ExpirySweep;
  readonly #ttlMs: number;
  readonly #now: () => number;
  readonly #notice: StoreNoticeListener;
  readonly #writer = new SerialWriter();
  #closed = false;

  constructor({ root }: EmbeddedEnvironment, options: EmbeddedSessionStoreOptions = {}) {
    this.#ttlMs = options.ttlMs ?? SESSION_TTL_MS_DEFAULT;
    this.#now = options.now ?? Date.now;
    this.#notice = options.onNotice ?? (() => undefined);
    this.#sessions = root.openDB<Buffer, string>('sessions', { encoding: 'binary' });
    this.#progress = root.openDB<string, string>('session-progress', { encoding: 'string' });
    this.#sweep = new ExpirySweep(this.#sessions, this.#writer, {
      everyMs: options.sweepEveryMs ?? 1_000,
      now: this.#now,
      notice: this.#notice,
    });
  }

  read(ref: SessionRef): Promise<SessionVector | undefined> {
    return this.#answer(() => {
      const stored = this.#stored(logKeyOf(ref));
      return stored && this.#readable(ref, () => decodeVector(stored.vector));
    });
  }

  readState(ref: SessionRef): Promise<SessionState | undefined> {
    return this.#answer(() => {
      const stored = this.#stored(logKeyOf(ref));
      return stored && this.#readable(ref, () => decodeSession(stored));
    });
  }

  async load(refs: readonly SessionRef[]): Promise<readonly (SessionState | undefined)[]> {
    const unreadable: string[] = [];
    const states = await this.#answer(() =>
      refs.map((ref) => {
        const stored = this.#stored(logKeyOf(ref));
        const state = stored && this.#readable(ref, () => decodeSession(stored));
        if (stored && !state) unreadable.push(logKeyOf(ref));
        return state;
      }),
    );
    if (unreadable.length > 0) {
      await this.#write((writes) => {
        for (const key of unreadable) this.#removeUnreadable(key, writes);
      });
    }
    return states;
  }

  save(writes: readonly SessionWrite[]): Promise<readonly boolean[]> {
    const expiresAtMs = this.#now() + this.#ttlMs;
    const encoded = writes.map(({ ref, expected, next }) => {
      const session = encodeSession(next);
      return {
        key: logKeyOf(ref),
        expected: expected ? encodeSpanPrefix(expected) : undefined,
        next: spanPrefixOf(session.vector),
        value: packStored(expiresAtMs, session),
      };
    });
    return this.#write((writes) =>
      encoded.map(({ key, expected, next, value }) => {
        const stored = this.#stored(key);
        const span = stored && spanPrefixOf(stored.vector);
        if (sameBytes(span, expected)) writes.add(this.#sessions.put(key, value));
        else if (!sameBytes(span, next)) return false;
        return true;
      }),
    );
  }

  watermarks(partitions: readonly number[]): Promise<readonly (Watermark | undefined)[]> {
    return this.#answer(() =>
      partitions.map((partition) => parseWatermark(partition, this.#progress.get(watermarkKey(partition)))),
    );
  }

  setWatermark(watermark: Watermark, expected: Watermark | null): Promise<boolean> {
    const key = watermarkKey(watermark.partition);
    return this.#compareAndSet(key, watermarkText(watermark), watermarkText(expected));
  }

  epochOf(readShape: () => Promise<LogShape>, known: number): Promise<number> {
    const register = {
      epoch: () => this.#answer(() => parseEpoch(this.#progress.get(EPOCH_KEY))),
      watermarks: (partitions: readonly number[]) => this.watermarks(partitions),
      setEpoch: (next: LogEpoch, expected: LogEpoch | undefined) =>
        this.#compareAndSet(EPOCH_KEY, epochText(next), epochText(expected)),
    };
    return agreeOnEpoch(register, readShape, known);
  }

  health(): Promise<{ healthy: boolean; reason?: string }> {
    return Promise.resolve(this.#closed ? { healthy: false, reason: 'it is closed' } : { healthy: true });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#sweep.stop();
    await this.#writer.settled();
  }

  #compareAndSet(key: string, next: string, expected: string): Promise<boolean> {
    return this.#write((writes) => {
      const stored = this.#progress.get(key) ?? '';
      if (stored === next) return true;
      if (stored !== expected) return false;
      writes.add(this.#progress.put(key, next));
      return true;
    });
  }

  #stored(key: string): StoredSession | undefined {
    const bytes = this.#sessions.getBinary(key);
    const stored = bytes && unpackStored(bytes);
    return stored && stored.expiresAtMs > this.#now() ? stored : undefined;
  }

  #readable<T>(ref: SessionRef, decode: () => T): T | undefined {
    try {
      return decode();
    } catch (thrown) {
      this.#notice({
        level: 'error',
        message: `A stored session counts as absent: ${messageOf(thrown)}`,
        details: { ...ref, cause: thrown },
      });
      return undefined;
    }
  }

  /** In its turn, so what is removed is what can't be read now. */
  #removeUnreadable(key: string, writes: Writes): void {
    const stored = this.#stored(key);
    if (!stored) return;
    try {
      decodeSession(stored);
    } catch {
      writes.add(this.#sessions.remove(key));
    }
  }

  /** Reads are answered at once; what fails, fails as the port says. */
  #answer<T>(read: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(storeUnavailable('it is closed'));
    try {
      return Promise.resolve(read());
    } catch (thrown) {
      return Promise.reject(storeUnavailable(thrown));
    }
  }

  async #write<T>(change: (writes: Writes) => T): Promise<T> {
    if (this.#closed) throw storeUnavailable('it is closed');
    try {
      return await this.#writer.write(change);
    } catch (thrown) {
      throw storeUnavailable(thrown);
    }
  }
}

function sameBytes(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}

function watermarkKey(partition: number): string {
  return `watermark/${partition}`;
}
