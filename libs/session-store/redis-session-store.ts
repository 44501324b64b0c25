import { messageOf, type SessionRef } from '#libs/contracts';
import {
  decodeSession,
  decodeVector,
  encodeSession,
  encodeSpanPrefix,
  spanPrefixOf,
  type SessionState,
  type SessionVector,
} from '#libs/session';
import { GatheredReads } from './gathered-reads.js';
import { agreeOnEpoch, type LogEpoch } from './log-epoch.js';
import { epochText, parseEpoch, parseWatermark, watermarkText } from './progress-text.js';
import { RedisIncarnation } from './redis-incarnation.js';
import { connectRedis, disconnect, readyWithin } from './redis-connection.js';
import { RedisKeys } from './redis-keys.js';
import type { ScriptedRedis } from './redis-scripts.js';
import { again, within } from './redis-patience.js';
import type { LogShape, SessionStore, SessionWrite, Watermark } from './session-store.js';
import { SESSION_TTL_MS_DEFAULT } from './session-ttl.js';
import type { StoreNoticeListener } from './store-notice.js';
import { storeUnavailable } from './store-unavailable.js';
import { earliest } from './watermark-order.js';

export interface RedisSessionStoreOptions {
  /** `redis://` or `rediss://` URLs: one of a single server, several of a cluster. */
  readonly urls: readonly string[];
  /** Whether the URLs are those of a Redis Cluster. Default: when there are several. */
  readonly cluster?: boolean;
  /** A session is forgotten this long after it was last written. Default 2 h. */
  readonly ttlMs?: number;
  /**
   * Longest a read may take. Default 25 ms: some sixty times the slowest hundredth of reads from a healthy server, above a
   * pause for garbage collection, and within the time budget of an answer.
   */
  readonly readTimeoutMs?: number;
  /** Longest one attempt of anything else may take. Default 2 s. */
  readonly writeTimeoutMs?: number;
  /** Longest that opening waits for Redis before it goes on without. Default 1 s. */
  readonly connectWaitMs?: number;
  /** Put before every key. Default `freshet:`. */
  readonly keyPrefix?: string;
  readonly onNotice?: StoreNoticeListener;
}

/** The session store of a distributed service: Redis or Redis Cluster. */
export class RedisSessionStore implements SessionStore {
  /** Reads of the answer's path have a connection of their own: they never queue behind a batch of writes. */
  readonly #reader: ScriptedRedis;
  readonly #vectors: (key: string) => Promise<Buffer | null>;
  readonly #writer: ScriptedRedis;
  readonly #incarnation: RedisIncarnation;
  readonly #keys: RedisKeys;
  readonly #ttlMs: number;
  readonly #readTimeoutMs: number;
  readonly #notice: StoreNoticeListener;
  #closed = false;

  private constructor(options: RedisSessionStoreOptions) {
    const { urls, cluster = urls.length > 1, readTimeoutMs = 25, writeTimeoutMs = 2_000 } = options;
    this.#ttlMs = options.ttlMs ?? SESSION_TTL_MS_DEFAULT;
    this.#readTimeoutMs = readTimeoutMs;
    this.#notice = options.onNotice ?? (() => undefined);
    this.#keys = new RedisKeys(options.keyPrefix ?? 'freshet:', cluster);
    const place = { urls, cluster, notice: this.#notice };
    // The driver's own timeout only cleans up: it can't tell a late answer from a process that was late to look.
    const readCommandTimeoutMs = readTimeoutMs * 4;
    this.#reader = connectRedis({
      ...place,
      name: 'session-reads',
      commandTimeoutMs: readCommandTimeoutMs,
      pipelined: cluster,
    });
    this.#vectors = this.#vectorReads(cluster);
    this.#writer = connectRedis({
      ...place,
      name: 'session-writes',
      commandTimeoutMs: writeTimeoutMs,
      pipelined: true,
    });
    this.#incarnation = new RedisIncarnation(this.#writer);
  }

  static async open(options: RedisSessionStoreOptions): Promise<RedisSessionStore> {
    const store = new RedisSessionStore(options);
    const waitMs = options.connectWaitMs ?? 1_000;
    await Promise.all([readyWithin(store.#reader, waitMs), readyWithin(store.#writer, waitMs)]);
    return store;
  }

  /** Of the connection that folds and writes. */
  get incarnation(): string {
    return this.#incarnation.current;
  }

  async read(ref: SessionRef): Promise<SessionVector | undefined> {
    const [vectorKey] = this.#keys.session(ref);
    const bytes = await this.#once(() => this.#vectors(vectorKey));
    return bytes ? this.#readable(ref, () => decodeVector(bytes)) : undefined;
  }

  async readState(ref: SessionRef): Promise<SessionState | undefined> {
    const keys = this.#keys.session(ref);
    const values = await this.#once(() => within(this.#readTimeoutMs, this.#reader.mgetBuffer(...keys)));
    return this.#stateOf(ref, values);
  }

  async load(refs: readonly SessionRef[]): Promise<readonly (SessionState | undefined)[]> {
    return Promise.all(refs.map((ref) => this.#loadOne(ref)));
  }

  async save(writes: readonly SessionWrite[]): Promise<readonly boolean[]> {
    return Promise.all(writes.map((write) => this.#saveOne(write)));
  }

  async watermarks(partitions: readonly number[]): Promise<readonly (Watermark | undefined)[]> {
    return Promise.all(partitions.map(async (partition) => earliest(await this.#witnesses(partition))));
  }

  async setWatermark(watermark: Watermark, expected: Watermark | null): Promise<boolean> {
    const { partition } = watermark;
    const keys = this.#keys.watermark(partition);
    const next = watermarkText(watermark);
    const before = watermarkText(expected);
    if (keys.length === 1) return this.#compareAndSet(keys[0] ?? '', next, before);
    // A write that was cut short may have moved some of a cluster's witnesses: each goes on from where it stands.
    const stored = await this.#witnesses(partition);
    const earliestText = watermarkText(earliest(stored));
    if (earliestText === next) return true;
    if (earliestText !== before) return false;
    const set = keys.map((key, n) => this.#compareAndSet(key, next, watermarkText(stored[n])));
    return (await Promise.all(set)).every(Boolean);
  }

  epochOf(readShape: () => Promise<LogShape>, known: number): Promise<number> {
    const key = this.#keys.epoch();
    const register = {
      epoch: async () => parseEpoch(await this.#once(() => this.#writer.get(key))),
      watermarks: (partitions: readonly number[]) => this.watermarks(partitions),
      setEpoch: (next: LogEpoch, expected: LogEpoch | undefined) =>
        this.#compareAndSet(key, epochText(next), epochText(expected)),
    };
    return agreeOnEpoch(register, readShape, known);
  }

  async health(): Promise<{ healthy: boolean; reason?: string }> {
    try {
      await this.#once(() => this.#writer.ping());
      return { healthy: true };
    } catch (thrown) {
      return { healthy: false, reason: messageOf(thrown) };
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([disconnect(this.#reader), disconnect(this.#writer)]);
  }

  /** Together where one server has all keys; a cluster's driver groups them by server. */
  #vectorReads(cluster: boolean): (key: string) => Promise<Buffer | null> {
    if (cluster) return (key) => within(this.#readTimeoutMs, this.#reader.getBuffer(key));
    const reads = new GatheredReads((keys) => within(this.#readTimeoutMs, this.#reader.mgetBuffer(keys)));
    return (key) => reads.read(key);
  }

  async #loadOne(ref: SessionRef): Promise<SessionState | undefined> {
    const keys = this.#keys.session(ref);
    // Both values in one command: of one moment.
    const values = await this.#once(() => this.#writer.mgetBuffer(...keys));
    const state = this.#stateOf(ref, values);
    const [vector] = values;
    if (vector && !state) await this.#repeatedly(() => this.#writer.freshetDiscard(...keys, vector));
    return state;
  }

  #stateOf(ref: SessionRef, [vector, recentIds]: readonly (Buffer | null)[]): SessionState | undefined {
    if (!vector) return undefined;
    return this.#readable(ref, () => decodeSession({ vector, recentIds: recentIds ?? Buffer.alloc(0) }));
  }

  async #saveOne({ ref, expected, next }: SessionWrite): Promise<boolean> {
    const { vector, recentIds } = encodeSession(next);
    const prefixBytes = spanPrefixOf(vector).length;
    const saved = await this.#repeatedly(() =>
      this.#writer.freshetSave(
        ...this.#keys.session(ref),
        expected ? encodeSpanPrefix(expected) : '',
        vector,
        recentIds,
        this.#ttlMs,
        prefixBytes,
      ),
    );
    return saved === 1;
  }

  async #witnesses(partition: number): Promise<(Watermark | undefined)[]> {
    const texts = this.#keys.watermark(partition).map((key) => this.#once(() => this.#writer.get(key)));
    return (await Promise.all(texts)).map((text) => parseWatermark(partition, text));
  }

  async #compareAndSet(key: string, next: string, expected: string): Promise<boolean> {
    return (await this.#repeatedly(() => this.#writer.freshetCompareAndSet(key, expected, next))) === 1;
  }

  #readable<T>(ref: SessionRef, decode: () => T): T | undefined {
    try {
      return decode();
    } catch (thrown) {
      const message = `A stored session counts as absent: ${messageOf(thrown)}`;
      this.#notice({ level: 'error', message, details: { ...ref, cause: thrown } });
      return undefined;
    }
  }

  /** Sends once. Every fault, also one thrown on the spot, is what the port says. */
  async #once<T>(send: () => Promise<T>): Promise<T> {
    if (this.#closed) throw storeUnavailable('it is closed');
    try {
      return await send();
    } catch (thrown) {
      throw storeUnavailable(thrown);
    }
  }

  /** For scripts, which may be sent twice. */
  #repeatedly<T>(send: () => Promise<T>): Promise<T> {
    return this.#once(() => again(send, () => this.#closed));
  }
}
