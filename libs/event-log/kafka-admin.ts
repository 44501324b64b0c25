import type { Admin } from 'kafkajs';
import { messageOf } from '#libs/contracts';
import { createKafkaClient, type KafkaAddress, type KafkaClient } from './kafka-client.js';
import type { NoticeListener } from './log-notice.js';
import { logUnavailable } from './log-unavailable.js';

/** The oldest offset of a partition and the one after its newest. */
export interface PartitionRange {
  readonly low: number;
  readonly high: number;
}

const RETRIES = 2;

/** What only an admin client can ask the brokers. Every method throws FreshetError FRESHET_LOG_UNAVAILABLE. */
export class KafkaAdmin {
  readonly #client: KafkaClient;
  readonly #admin: Admin;
  #closed = false;

  constructor(address: KafkaAddress, notice: NoticeListener) {
    this.#client = createKafkaClient(address, RETRIES, notice);
    this.#admin = this.#client.kafka.admin();
  }

  /** Runs any question to the brokers, connecting first where that is needed. */
  async ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    if (this.#closed) throw logUnavailable('it is closed');
    try {
      await this.#admin.connect();
      return await question(this.#admin);
    } catch (thrown) {
      throw logUnavailable(`the brokers did not answer (${messageOf(thrown)})`, thrown);
    }
  }

  /** @returns the ranges of a topic, by partition number. */
  ranges(topicName: string): Promise<PartitionRange[]> {
    return this.ask(async (admin) => {
      const ranges: PartitionRange[] = [];
      for (const { partition, low, high } of await admin.fetchTopicOffsets(topicName)) {
        ranges[partition] = { low: Number(low), high: Number(high) };
      }
      return ranges;
    });
  }

  /** @returns the offset a group committed for each partition, undefined where it has committed none. */
  committed(group: string, topicName: string): Promise<(number | undefined)[]> {
    return this.ask(async (admin) => {
      const committed: (number | undefined)[] = [];
      const [topic] = await admin.fetchOffsets({ groupId: group, topics: [topicName] });
      for (const { partition, offset } of topic?.partitions ?? []) {
        committed[partition] = Number(offset) < 0 ? undefined : Number(offset);
      }
      return committed;
    });
  }

  /** @returns the offset of the first record of a partition appended at or after a time, its end where there is none. */
  offsetAt(topicName: string, partition: number, fromMs: number): Promise<number> {
    return this.ask(async (admin) => {
      const offsets = await admin.fetchTopicOffsetsByTimestamp(topicName, fromMs);
      const found = offsets.find((offset) => offset.partition === partition);
      if (found === undefined) throw new Error(`${topicName} has no partition ${partition}`);
      return Number(found.offset);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#client.giveUp();
    await this.#admin.disconnect().catch(() => undefined);
  }
}
