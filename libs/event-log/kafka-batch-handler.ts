import { setTimeout as pause } from 'node:timers/promises';
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import { messageOf } from '#libs/contracts';
import type { ConsumptionProgress } from './consumption-progress.js';
import type { ConsumeOptions, Consumption, StoredRecord } from './event-log.js';
import type { KafkaAssignment } from './kafka-assignment.js';
import type { KafkaCommits } from './kafka-commits.js';
import type { HeldPartition } from './kafka-held-partition.js';
import type { NoticeListener } from './log-notice.js';

export interface BatchHandlerOptions {
  readonly consume: ConsumeOptions;
  readonly assignment: KafkaAssignment;
  readonly commits: KafkaCommits;
  readonly progress: ConsumptionProgress;
  readonly notice: NoticeListener;
  readonly heartbeatMs: number;
  readonly stopping: AbortSignal;
}

/** Records handed over at once. */
const BATCH_RECORDS_MAX = 500;
const RETRY_MS_MIN = 50;
const RETRY_MS_MAX = 1_000;

/**
 * Hands a fetched batch over in pieces, each committed once it is handled. Nothing a handler throws reaches
 * kafkajs, which would take a TypeError for a reason to stop for ever: a piece that failed is left unresolved, so that it is
 * fetched again. Only faults of the group itself (a rebalance, a lost connection) are passed on: kafkajs joins again.
 */
export class KafkaBatchHandler {
  /** Failures in a row, by partition. */
  readonly #failures = new WeakMap<HeldPartition, number>();
  /** Batches in hand, so that a member that stops can wait for them. */
  readonly #inHand = new Set<Promise<void>>();

  constructor(
    private readonly options: BatchHandlerOptions,
    private readonly consumption: Consumption,
  ) {}

  async handle(payload: EachBatchPayload): Promise<void> {
    const work = this.#whileHeartbeating(payload, () => this.#handOver(payload));
    this.#inHand.add(work);
    try {
      await work;
    } finally {
      this.#inHand.delete(work);
    }
  }

  async finished(): Promise<void> {
    await Promise.allSettled(this.#inHand);
  }

  async #handOver(payload: EachBatchPayload): Promise<void> {
    const { topic, partition, messages, highWatermark } = payload.batch;
    const held = await this.options.assignment.ready(topic, partition);
    if (held === undefined) return;
    held.endOffset = Math.max(held.endOffset, Number(highWatermark));
    const { generation } = held;
    const atOnce = this.options.consume.batchRecordsMax ?? BATCH_RECORDS_MAX;
    for (let from = 0; from < messages.length; from += atOnce) {
      const overtaken = payload.isStale() || held.generation !== generation;
      if (overtaken || this.options.stopping.aborted || !payload.isRunning()) return;
      this.#noticeGap(held, messages[from]);
      const handled = await this.#handlePiece(held, messages.slice(from, from + atOnce));
      if (!handled || held.generation !== generation) return;
      this.#resolve(payload, held, generation, messages[Math.min(from + atOnce, messages.length) - 1]);
    }
  }

  #resolve(
    payload: EachBatchPayload,
    held: HeldPartition,
    generation: number,
    last: KafkaMessage | undefined,
  ): void {
    if (last === undefined) return;
    payload.resolveOffset(last.offset);
    held.nextOffset = Number(last.offset) + 1;
    this.options.commits.add(held, generation, held.nextOffset);
  }

  async #handlePiece(held: HeldPartition, messages: readonly KafkaMessage[]): Promise<boolean> {
    const { topic, partition, endOffset } = held;
    const what = `${topic}/${partition}`;
    const batch = { topic, partition, endOffset, records: messages.map(storedRecordOf) };
    try {
      await this.options.progress.watch(what, () => this.options.consume.handle(batch, this.consumption));
      this.#failures.delete(held);
      return true;
    } catch (thrown) {
      await this.#backOff(held, thrown);
      return false;
    }
  }

  async #backOff(held: HeldPartition, thrown: unknown): Promise<void> {
    const { consume, notice, stopping } = this.options;
    const failures = (this.#failures.get(held) ?? 0) + 1;
    this.#failures.set(held, failures);
    notice({
      level: 'warn',
      message: `Consumer group ${consume.group} could not handle ${held.topic}/${held.partition} and tries again: ${messageOf(thrown)}`,
      details: { group: consume.group, topic: held.topic, partition: held.partition, cause: thrown },
    });
    const retryMs = Math.min(RETRY_MS_MIN * 2 ** (failures - 1), RETRY_MS_MAX);
    await pause(retryMs, undefined, { signal: stopping }).catch(() => undefined);
  }

  /** kafkajs beats only between batches. A rebalance shows as a failing beat: it is passed on once the work is done. */
  async #whileHeartbeating(payload: EachBatchPayload, work: () => Promise<void>): Promise<void> {
    let fault: { readonly thrown: unknown } | undefined;
    const beats = setInterval(() => {
      payload.heartbeat().catch((thrown: unknown) => (fault ??= { thrown }));
    }, this.options.heartbeatMs);
    try {
      await work();
    } finally {
      clearInterval(beats);
    }
    if (fault !== undefined) throw fault.thrown as Error;
  }

  /** Offsets have no holes (no transactions, no compaction), so a jump is what retention removed. */
  #noticeGap(held: HeldPartition, first: KafkaMessage | undefined): void {
    const lost = first === undefined ? 0 : Number(first.offset) - held.nextOffset;
    if (lost <= 0) return;
    held.nextOffset += lost;
    this.options.assignment.reportRemoved(held, lost);
  }
}

function storedRecordOf({ offset, key, value }: KafkaMessage): StoredRecord {
  return { offset: Number(offset), key: key?.toString() ?? '', value: value ?? Buffer.alloc(0) };
}
