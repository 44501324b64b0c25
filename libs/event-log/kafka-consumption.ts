import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer, TopicPartitionOffsetAndMetadata } from 'kafkajs';
import { messageOf } from '#libs/contracts';
import { ConsumptionProgress } from './consumption-progress.js';
import { doneWithin } from './deadline.js';
import type { ConsumeOptions, Consumption, PartitionRef } from './event-log.js';
import type { KafkaAdmin } from './kafka-admin.js';
import { KafkaAssignment, type AssignmentOptions } from './kafka-assignment.js';
import { KafkaBatchHandler } from './kafka-batch-handler.js';
import { KafkaCommits } from './kafka-commits.js';
import { createKafkaClient, type KafkaAddress, type KafkaClient } from './kafka-client.js';
import type { NoticeListener } from './log-notice.js';
import { logUnavailable } from './log-unavailable.js';

export interface KafkaConsumptionOptions extends Pick<AssignmentOptions, 'groupId' | 'topicNameOf'> {
  readonly address: KafkaAddress;
  readonly admin: KafkaAdmin;
  readonly consume: ConsumeOptions;
  /** Partitions handled at the same moment. */
  readonly partitionsAtOnce: number;
  /** A member that says nothing for so long has died: its partitions move on. */
  readonly sessionTimeoutMs: number;
  readonly notice: NoticeListener;
  /** Resolves once the topics exist. */
  readonly topicsReady: Promise<void>;
}

/** So many may be lost before a member is taken for dead. */
const HEARTBEATS_OF_A_SESSION = 4;
/** Members get so long to finish what is in hand when the group changes. */
const REBALANCE_TIMEOUT_MS = 15_000;
/** An idle fetch comes back after this; records answer it at once. It also bounds how long stopping takes. */
const FETCH_WAIT_MS = 500;
const LEAVE_MS = 1_000;
const RESTART_MS = 500;
const WATCH_EVERY_MS = 2_000;
/** Nothing fetched for so long, although the brokers answer others: begin again. */
const STANDSTILL_MS = 30_000;
const REWIND_COMMIT_MS = 3_000;
/** Longest that leaving waits for what was handled last to be committed. */
const COMMIT_MS = 1_000;

/** A member of a Kafka consumer group. It begins again by itself, whatever kafkajs gives up on. */
export class KafkaConsumption implements Consumption {
  readonly #stopping = new AbortController();
  readonly #progress = new ConsumptionProgress();
  readonly #assignment: KafkaAssignment;
  readonly #batches: KafkaBatchHandler;
  readonly #commits: KafkaCommits;
  readonly #running: Promise<void>;
  readonly #watchdog: NodeJS.Timeout;
  readonly #heartbeatMs: number;
  #consumer: Consumer | undefined;
  #client: KafkaClient | undefined;
  /** Ends the present attempt, so that the next one begins. */
  #beginAgain: () => void = () => undefined;
  /** When the brokers last answered this member, milliseconds since 1970. */
  #heardMs = Date.now();
  #joined = false;

  constructor(private readonly options: KafkaConsumptionOptions) {
    const { consume, notice } = options;
    this.#heartbeatMs = options.sessionTimeoutMs / HEARTBEATS_OF_A_SESSION;
    const shared = { consume, notice, progress: this.#progress, stopping: this.#stopping.signal };
    this.#assignment = new KafkaAssignment({ ...options, ...shared }, this);
    this.#commits = new KafkaCommits({
      send: (positions) => this.#commit(positions),
      holds: (held) => this.#assignment.find(held) === held,
    });
    this.#batches = new KafkaBatchHandler(
      { ...shared, assignment: this.#assignment, commits: this.#commits, heartbeatMs: this.#heartbeatMs },
      this,
    );
    this.#watchdog = setInterval(() => void this.#watch(), WATCH_EVERY_MS);
    this.#watchdog.unref();
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    clearInterval(this.#watchdog);
    this.#stopping.abort();
    this.#beginAgain();
    await this.#batches.finished();
    await this.#running;
  }

  async rewind(ref: PartitionRef, fromMs: number): Promise<void> {
    const held = this.#assignment.find(ref);
    if (held === undefined) throw logUnavailable(`this member does not hold ${ref.topic}/${ref.partition}`);
    await held.rewind(async () => {
      const found = await this.options.admin.offsetAt(held.topicName, held.partition, fromMs);
      const consumer = this.#consumer;
      if (consumer === undefined || this.#assignment.find(ref) !== held) {
        throw logUnavailable(`this member no longer holds ${ref.topic}/${ref.partition}`);
      }
      const target = Math.min(found, held.nextOffset);
      const position = { topic: held.topicName, partition: held.partition, offset: String(target) };
      consumer.seek(position);
      held.nextOffset = target;
      await this.#commits.settled;
      if (await doneWithin(consumer.commitOffsets([position]), REWIND_COMMIT_MS)) return;
      throw logUnavailable('the brokers did not take the rewound offset in time');
    });
  }

  holds(ref: PartitionRef): boolean {
    return this.#assignment.find(ref) !== undefined;
  }

  lagRecords(): number {
    return this.#assignment.held.reduce((sum, held) => sum + held.lagRecords, 0);
  }

  health(): { readonly healthy: boolean; readonly reason?: string } {
    if (!this.#joined) return { healthy: false, reason: `not a member of ${this.options.groupId} yet` };
    const silentMs = Date.now() - this.#heardMs;
    if (silentMs > this.options.sessionTimeoutMs + this.#heartbeatMs) {
      return { healthy: false, reason: `the brokers have been silent for ${Math.round(silentMs / 1_000)} s` };
    }
    return this.#progress.health();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    await Promise.race([this.options.topicsReady, stopped]);
    while (!signal.aborted) {
      const ended = new Promise<void>((resolve) => (this.#beginAgain = resolve));
      // kafkajs may connect for ever: stopping does not wait for it.
      const begun = this.#begin().catch((thrown: unknown) => this.#reportEnd(thrown));
      await Promise.race([begun, ended]);
      await ended;
      await this.#end();
      await pause(RESTART_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #begin(): Promise<void> {
    const { address, consume, groupId, notice, partitionsAtOnce, topicNameOf } = this.options;
    // As long as kafkajs keeps trying, the member keeps its place; a new one waits until the old one's session is over.
    this.#client = createKafkaClient(address, Number.MAX_SAFE_INTEGER, notice);
    const consumer = this.#client.kafka.consumer({
      groupId,
      sessionTimeout: this.options.sessionTimeoutMs,
      heartbeatInterval: this.#heartbeatMs,
      rebalanceTimeout: REBALANCE_TIMEOUT_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      minBytes: 1,
      allowAutoTopicCreation: false,
      retry: { restartOnFailure: () => Promise.resolve(false) },
    });
    this.#consumer = consumer;
    this.#listen(consumer);
    await consumer.connect();
    await consumer.subscribe({ topics: consume.topics.map(topicNameOf), fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: partitionsAtOnce,
      eachBatch: (payload) => this.#batches.handle(payload),
    });
  }

  #listen(consumer: Consumer): void {
    const { CRASH, FETCH, GROUP_JOIN, HEARTBEAT } = consumer.events;
    const isCurrent = (): boolean => consumer === this.#consumer && !this.#stopping.signal.aborted;
    const heard = (): void => {
      if (isCurrent()) this.#heardMs = Date.now();
    };
    consumer.on(FETCH, heard);
    consumer.on(HEARTBEAT, heard);
    // Before kafkajs fetches anything from what it was given.
    consumer.on(GROUP_JOIN, ({ payload }) => {
      if (!isCurrent()) return;
      heard();
      this.#joined = true;
      this.#progress.clear();
      this.#assignment.join(payload.memberId, payload.memberAssignment);
    });
    consumer.on(CRASH, ({ payload }) => {
      if (isCurrent()) this.#reportEnd(payload.error);
    });
  }

  #reportEnd(thrown: unknown): void {
    this.#joined = false;
    if (!this.#stopping.signal.aborted) {
      const { groupId } = this.options;
      const message = `The member of consumer group ${groupId} ended and begins again: ${messageOf(thrown)}`;
      this.options.notice({ level: 'error', message, details: { group: groupId, cause: thrown } });
    }
    this.#beginAgain();
  }

  /** Leaves the group if the brokers answer in time, so that others need not wait for the session to run out. */
  async #end(): Promise<void> {
    await this.#batches.finished();
    await doneWithin(this.#commits.flush(), COMMIT_MS);
    this.#commits.clear();
    const left = this.#consumer?.disconnect().catch(() => undefined) ?? Promise.resolve();
    await doneWithin(left, LEAVE_MS);
    this.#client?.giveUp();
    this.#consumer = undefined;
  }

  async #commit(positions: TopicPartitionOffsetAndMetadata[]): Promise<void> {
    await this.#consumer?.commitOffsets(positions);
  }

  async #watch(): Promise<void> {
    try {
      await this.#assignment.refreshEnds();
    } catch {
      // The brokers are away: kafkajs is trying, and beginning again would not help.
      return;
    }
    const silentMs = Date.now() - this.#heardMs;
    if (this.#consumer === undefined || silentMs < STANDSTILL_MS || this.#stopping.signal.aborted) return;
    this.#heardMs = Date.now();
    this.#reportEnd(new Error(`nothing was heard for ${silentMs} ms while the brokers answer others`));
  }
}
