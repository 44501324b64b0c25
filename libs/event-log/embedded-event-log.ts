import { LIMITS, LOG_TOPICS, messageOf, type LogTopic } from '#libs/contracts';
import type { EmbeddedEnvironment } from '#libs/embedded-environment';
import { EmbeddedConsumption } from './embedded-consumption.js';
import { EmbeddedGroups } from './embedded-groups.js';
import { EmbeddedPartition } from './embedded-partition.js';
import { EmbeddedRetention } from './embedded-retention.js';
import type { ConsumeOptions, Consumption, EventLog, LogRecord, TopicShape } from './event-log.js';
import { unheard, type NoticeListener } from './log-notice.js';
import { logUnavailable, orAborted, sizeOf, throwIfAborted } from './log-unavailable.js';

/** Everything may be left out. */
export interface EmbeddedEventLogOptions {
  /** Records older than this are removed. Default 168, a week. */
  readonly retentionHours?: number;
  /** Each topic's oldest records are removed while it holds more bytes than this. Default 1 GiB. */
  readonly retentionBytes?: number;
  /** How often retention looks, milliseconds. Default 10 s. */
  readonly retentionEveryMs?: number;
  /** Bytes that may wait for the disk before appends are refused. Default 64 MiB. */
  readonly queueBytesMax?: number;
  readonly onNotice?: NoticeListener;
}

const MS_PER_HOUR = 3_600_000;
/** An original of a dead letter is at most one request body; the rest is its envelope. */
const RECORD_BYTES_MAX = 2 * LIMITS.batchBytesMax;
/** How long a failed append counts against the log's health. A full disk recovers without a restart. */
const FAULT_MS = 10_000;

/** The event log of a standalone service: LMDB, one partition a topic. */
export class EmbeddedEventLog implements EventLog {
  readonly #partitions: ReadonlyMap<LogTopic, EmbeddedPartition>;
  readonly #groups: EmbeddedGroups;
  readonly #retention: EmbeddedRetention;
  readonly #consumptions = new Set<Consumption>();
  readonly #appends = new Set<Promise<void>>();
  readonly #notice: NoticeListener;
  readonly #queueBytesMax: number;
  #queuedBytes = 0;
  #fault: { readonly reason: string; readonly atMs: number } | undefined;
  /** No new consumer from now on. */
  #closing = false;
  /** No append from now on. */
  #closed = false;

  constructor(environment: EmbeddedEnvironment, options: EmbeddedEventLogOptions = {}) {
    const { root } = environment;
    this.#notice = options.onNotice ?? unheard;
    this.#queueBytesMax = options.queueBytesMax ?? 64 * 1024 * 1024;
    this.#partitions = new Map(LOG_TOPICS.map((topic) => [topic, new EmbeddedPartition(root, topic)]));
    this.#groups = new EmbeddedGroups(root);
    this.#retention = new EmbeddedRetention([...this.#partitions.values()], {
      ageMsMax: (options.retentionHours ?? 168) * MS_PER_HOUR,
      bytesMax: options.retentionBytes ?? 1024 ** 3,
      everyMs: options.retentionEveryMs ?? 10_000,
      notice: this.#notice,
    });
  }

  async append(topic: LogTopic, records: readonly LogRecord[], signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    const bytes = records.reduce((sum, record) => sum + sizeOf(record, RECORD_BYTES_MAX), 0);
    this.#refuseWhenFull(bytes);
    const append = this.#write(topic, records, bytes);
    this.#appends.add(append);
    const forget = (): boolean => this.#appends.delete(append);
    append.then(forget, forget);
    await orAborted(append, signal);
  }

  consume(options: ConsumeOptions): Promise<Consumption> {
    if (this.#closing) return Promise.reject(logUnavailable('it is closed'));
    // In one order for everybody, so that two members never wait for each other.
    const topics = LOG_TOPICS.filter((topic) => options.topics.includes(topic));
    const partitions = topics.map((topic) => this.#partition(topic));
    const consumption = new EmbeddedConsumption(options, partitions, this.#groups, this.#notice);
    this.#consumptions.add(consumption);
    return Promise.resolve(consumption);
  }

  shape(topic: LogTopic): Promise<TopicShape> {
    return Promise.resolve({ topic, endOffsets: [this.#partition(topic).endOffset] });
  }

  health(): Promise<{ healthy: boolean; reason?: string }> {
    if (this.#closed) return Promise.resolve({ healthy: false, reason: 'it is closed' });
    const fault = this.#fault;
    if (fault === undefined || Date.now() - fault.atMs > FAULT_MS) return Promise.resolve({ healthy: true });
    return Promise.resolve({ healthy: false, reason: fault.reason });
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all([...this.#consumptions].map((consumption) => consumption.stop()));
    this.#closed = true;
    await Promise.allSettled(this.#appends);
    await this.#retention.stop();
  }

  #refuseWhenFull(bytes: number): void {
    if (this.#closed) throw logUnavailable('it is closed');
    if (this.#queuedBytes + bytes > this.#queueBytesMax) {
      throw logUnavailable(`${this.#queuedBytes} bytes are waiting for the disk already`);
    }
  }

  async #write(topic: LogTopic, records: readonly LogRecord[], bytes: number): Promise<void> {
    this.#queuedBytes += bytes;
    try {
      await this.#partition(topic).append(records);
      this.#fault = undefined;
    } catch (thrown) {
      this.#fault = { reason: messageOf(thrown), atMs: Date.now() };
      throw logUnavailable(`the disk did not take the records (${messageOf(thrown)})`, thrown);
    } finally {
      this.#queuedBytes -= bytes;
    }
  }

  #partition(topic: LogTopic): EmbeddedPartition {
    const partition = this.#partitions.get(topic);
    if (partition === undefined) throw new Error(`${topic} is not a topic of the event log`);
    return partition;
  }
}
