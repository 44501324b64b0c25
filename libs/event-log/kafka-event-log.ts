import { setTimeout as pause } from 'node:timers/promises';
import type { TopicMessages } from 'kafkajs';
import { LIMITS, messageOf, UNORDERED_TOPICS, type LogTopic } from '#libs/contracts';
import { doneWithin } from './deadline.js';
import type { ConsumeOptions, Consumption, EventLog, LogRecord, TopicShape } from './event-log.js';
import { KafkaAdmin } from './kafka-admin.js';
import type { KafkaAddress } from './kafka-client.js';
import { KafkaConsumption } from './kafka-consumption.js';
import { KafkaProducer } from './kafka-producer.js';
import { ensureTopics, topicNameOf, type KafkaTopicSettings } from './kafka-topics.js';
import { unheard, type NoticeListener } from './log-notice.js';
import { logUnavailable, sizeOf } from './log-unavailable.js';
import { MicroBatcher, type OutgoingRecords } from './micro-batcher.js';

/** Only the brokers must be told. */
export interface KafkaEventLogOptions extends KafkaAddress, KafkaTopicSettings {
  /** How long an append waits for company, milliseconds. Default 1. */
  readonly lingerMs?: number;
  /** Records of one request. Default 2,000. */
  readonly batchRecordsMax?: number;
  /** Bytes that may wait for the brokers before appends are refused. Default 64 MiB. */
  readonly queueBytesMax?: number;
  /** Partitions a member handles at the same moment. Default 4. */
  readonly partitionsAtOnce?: number;
  /** A member that says nothing for so long has died: its partitions move on. Default 6,000, the brokers' own minimum. */
  readonly sessionTimeoutMs?: number;
  /** Begins the name of each consumer group. Default nothing. */
  readonly groupPrefix?: string;
  readonly onNotice?: NoticeListener;
}

const RECORD_BYTES_MAX = 2 * LIMITS.batchBytesMax;
/** Half of what a broker takes: the protocol's own bytes fit beside it, whatever the records' sizes. */
const BATCH_BYTES_MAX = RECORD_BYTES_MAX;
const TOPICS_RETRY_MS = 500;
/** How long an append waits for the topics of a new cluster, milliseconds. */
const TOPICS_WAIT_MS = 3_000;
const HEALTH_WAIT_MS = 1_000;
/** How long closing waits for brokers that are away, milliseconds. */
const DRAIN_MS = 5_000;

/**
 * The event log of a distributed service. It opens without waiting for the brokers: until they answer, appends reject,
 * and consumptions begin once they do.
 */
export class KafkaEventLog implements EventLog {
  readonly #admin: KafkaAdmin;
  readonly #producer: KafkaProducer;
  readonly #batcher: MicroBatcher;
  readonly #notice: NoticeListener;
  readonly #consumptions = new Set<Consumption>();
  readonly #closing = new AbortController();
  readonly #topicsReady: Promise<void>;
  /** No append from now on. */
  #closed = false;

  constructor(private readonly options: KafkaEventLogOptions) {
    this.#notice = options.onNotice ?? unheard;
    this.#admin = new KafkaAdmin(options, this.#notice);
    this.#producer = new KafkaProducer(
      options,
      this.#notice,
      (name) => !UNORDERED_TOPICS.some((topic) => topicNameOf(topic, options) === name),
    );
    this.#batcher = new MicroBatcher({
      lingerMs: options.lingerMs ?? 1,
      batchRecordsMax: options.batchRecordsMax ?? 2_000,
      batchBytesMax: BATCH_BYTES_MAX,
      queueBytesMax: options.queueBytesMax ?? 64 * 1024 * 1024,
      sizeOf: (record) => sizeOf(record, RECORD_BYTES_MAX),
      send: (batch) => this.#send(batch),
    });
    this.#topicsReady = this.#ensureTopics();
  }

  async append(topic: LogTopic, records: readonly LogRecord[], signal?: AbortSignal): Promise<void> {
    if (this.#closed) throw logUnavailable('it is closed');
    await this.#batcher.append(topic, records, signal);
  }

  consume(consume: ConsumeOptions): Promise<Consumption> {
    if (this.#closing.signal.aborted) return Promise.reject(logUnavailable('it is closed'));
    const consumption = new KafkaConsumption({
      address: this.options,
      admin: this.#admin,
      consume,
      groupId: `${this.options.groupPrefix ?? ''}${consume.group}`,
      notice: this.#notice,
      partitionsAtOnce: consume.partitionsAtOnce ?? this.options.partitionsAtOnce ?? 4,
      sessionTimeoutMs: this.options.sessionTimeoutMs ?? 6_000,
      topicNameOf: (topic) => topicNameOf(topic, this.options),
      topicsReady: this.#topicsReady,
    });
    this.#consumptions.add(consumption);
    return Promise.resolve(consumption);
  }

  async shape(topic: LogTopic): Promise<TopicShape> {
    await this.#untilTopics();
    const ranges = await this.#admin.ranges(topicNameOf(topic, this.options));
    return { topic, endOffsets: ranges.map(({ high }) => high) };
  }

  async health(): Promise<{ readonly healthy: boolean; readonly reason?: string }> {
    try {
      const question = this.#admin.ask((admin) => admin.describeCluster());
      const answered = await doneWithin(question, HEALTH_WAIT_MS);
      return answered ? { healthy: true } : { healthy: false, reason: 'the brokers do not answer' };
    } catch (thrown) {
      return { healthy: false, reason: messageOf(thrown) };
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#consumptions].map((consumption) => consumption.stop()));
    this.#closed = true;
    await doneWithin(this.#batcher.drain(), DRAIN_MS);
    this.#batcher.abandon(logUnavailable('it was closed before the brokers took the records'));
    await this.#producer.close();
    await this.#admin.close();
  }

  async #send(batch: readonly OutgoingRecords[]): Promise<void> {
    await this.#untilTopics();
    const byTopic = new Map<LogTopic, TopicMessages>();
    for (const { topic, records } of batch) {
      const messages = byTopic.get(topic)?.messages ?? [];
      for (const { key, value } of records) messages.push({ key, value });
      byTopic.set(topic, { topic: topicNameOf(topic, this.options), messages });
    }
    await this.#producer.send([...byTopic.values()]);
  }

  async #untilTopics(): Promise<void> {
    if (await doneWithin(this.#topicsReady, TOPICS_WAIT_MS)) return;
    throw logUnavailable('its topics could not be looked up yet');
  }

  async #ensureTopics(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await this.#admin.ask((admin) => ensureTopics(admin, this.options));
        return;
      } catch (thrown) {
        const message = `The topics could not be looked up or made, trying again: ${messageOf(thrown)}`;
        this.#notice({ level: 'warn', message, details: { cause: thrown } });
        await pause(TOPICS_RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
