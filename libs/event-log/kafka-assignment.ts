import { setTimeout as pause } from 'node:timers/promises';
import { messageOf, type LogTopic } from '#libs/contracts';
import type { ConsumptionProgress } from './consumption-progress.js';
import type { Assignment, ConsumeOptions, Consumption, PartitionRef } from './event-log.js';
import type { KafkaAdmin } from './kafka-admin.js';
import { HeldPartition } from './kafka-held-partition.js';
import type { NoticeListener } from './log-notice.js';

export interface AssignmentOptions {
  readonly consume: ConsumeOptions;
  /** The group as the brokers know it. */
  readonly groupId: string;
  readonly topicNameOf: (topic: LogTopic) => string;
  readonly admin: KafkaAdmin;
  readonly progress: ConsumptionProgress;
  readonly notice: NoticeListener;
  /** Aborts when the member stops. */
  readonly stopping: AbortSignal;
}

/** Partitions by topic name, as kafkajs tells them. */
export type MemberAssignment = Readonly<Record<string, readonly number[]>>;

const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 1_000;
const PREPARING = 'assigned';

/** The partitions a member holds. New ones are prepared, which ends with `assigned`, before their records are handed over. */
export class KafkaAssignment {
  readonly #held = new Map<string, HeldPartition>();
  #memberId: string | undefined;
  #preparing: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: AssignmentOptions,
    private readonly consumption: Consumption,
  ) {}

  get held(): readonly HeldPartition[] {
    return [...this.#held.values()];
  }

  find({ topic, partition }: PartitionRef): HeldPartition | undefined {
    return this.#held.get(keyOf(this.options.topicNameOf(topic), partition));
  }

  /**
   * Takes over what a rebalance handed out. A member that keeps its id was part of every rebalance in between, so what it
   * held before and holds now was nobody else's meanwhile; under a new id everything is new.
   */
  join(memberId: string, assignment: MemberAssignment): void {
    if (memberId !== this.#memberId) this.#held.clear();
    this.#memberId = memberId;
    const kept = new Map<string, HeldPartition>();
    for (const topic of this.options.consume.topics) {
      const topicName = this.options.topicNameOf(topic);
      for (const partition of assignment[topicName] ?? []) {
        const key = keyOf(topicName, partition);
        kept.set(key, this.#held.get(key) ?? new HeldPartition(topic, topicName, partition));
      }
    }
    this.#held.clear();
    for (const [key, held] of kept) this.#held.set(key, held);
    this.#preparing = this.#preparing.then(() => this.#prepare());
  }

  /** @returns the partition once its records may be handed over, undefined where it is no longer this member's. */
  async ready(topicName: string, partition: number): Promise<HeldPartition | undefined> {
    const key = keyOf(topicName, partition);
    await this.#preparing;
    const held = this.#held.get(key);
    await held?.settled;
    return held?.prepared === true && this.#held.get(key) === held ? held : undefined;
  }

  /** Asks the brokers where the partitions end, so that the lag is true also while nothing arrives. */
  async refreshEnds(): Promise<void> {
    for (const [topicName, held] of groupByName(this.held)) {
      const ranges = await this.options.admin.ranges(topicName);
      for (const one of held) one.endOffset = Math.max(one.endOffset, ranges[one.partition]?.high ?? 0);
    }
  }

  async #prepare(): Promise<void> {
    const { stopping, progress, notice, groupId } = this.options;
    for (let retryMs = RETRY_MS_MIN; !stopping.aborted; retryMs = Math.min(retryMs * 2, RETRY_MS_MAX)) {
      // Read at each attempt: another rebalance may have come.
      const fresh = this.held.filter(({ prepared }) => !prepared);
      if (fresh.length === 0) return;
      try {
        await progress.watch(PREPARING, () => this.#prepareAll(fresh));
        return;
      } catch (thrown) {
        const message = `Consumer group ${groupId} could not prepare for its partitions and tries again: ${messageOf(thrown)}`;
        notice({ level: 'warn', message, details: { group: groupId, cause: thrown } });
        await pause(retryMs, undefined, { signal: stopping }).catch(() => undefined);
      }
    }
  }

  async #prepareAll(fresh: readonly HeldPartition[]): Promise<void> {
    for (const [topicName, held] of groupByName(fresh)) await this.#locate(topicName, held);
    const assignments: Assignment[] = fresh.map(({ topic, partition, nextOffset }) => ({
      topic,
      partition,
      nextOffset,
    }));
    await this.options.consume.assigned?.(assignments, this.consumption);
    for (const held of fresh) held.prepared = true;
  }

  async #locate(topicName: string, held: readonly HeldPartition[]): Promise<void> {
    const { admin, groupId } = this.options;
    const [ranges, committed] = await Promise.all([
      admin.ranges(topicName),
      admin.committed(groupId, topicName),
    ]);
    for (const one of held) {
      const { low, high } = ranges[one.partition] ?? { low: 0, high: 0 };
      const next = committed[one.partition];
      one.endOffset = high;
      // Beyond either end kafkajs starts again at the oldest record.
      one.nextOffset = next === undefined || next < low || next > high ? low : next;
      if (next !== undefined && next < low) this.reportRemoved(one, low - next);
    }
  }

  /** Tells that retention overtook the group: these records are gone unread. */
  reportRemoved({ topic, partition }: PartitionRef, records: number): void {
    const { groupId, notice } = this.options;
    notice({
      level: 'error',
      message:
        `Consumer group ${groupId} fell behind the retention of ${topic}/${partition}: ${records} records are gone ` +
        'unread. Keep more of the log, or keep the group from standing still that long.',
      details: { group: groupId, topic, partition, records },
    });
  }
}

function keyOf(topicName: string, partition: number): string {
  return `${topicName}/${partition}`;
}

function groupByName(partitions: readonly HeldPartition[]): Map<string, HeldPartition[]> {
  const byName = new Map<string, HeldPartition[]>();
  for (const held of partitions) byName.set(held.topicName, [...(byName.get(held.topicName) ?? []), held]);
  return byName;
}
