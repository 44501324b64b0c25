import type { TopicPartitionOffsetAndMetadata } from 'kafkajs';
import type { HeldPartition } from './kafka-held-partition.js';

export interface KafkaCommitsOptions {
  readonly send: (positions: TopicPartitionOffsetAndMetadata[]) => Promise<void>;
  /** Whether the member holds the partition still: another one's place is not ours to move. */
  readonly holds: (held: HeldPartition) => boolean;
}

/**
 * How long handled batches wait to be committed, milliseconds: what a member that is killed may leave to be handled twice.
 * A request a batch took a fifth of the broker's time at 200 single events a second, and three quarters of the tail.
 */
const COMMIT_EVERY_MS = 100;

interface Place {
  readonly nextOffset: number;
  readonly generation: number;
}

/** Commits what was handled, all partitions in one request, soon after. What can't be committed is tried again. */
export class KafkaCommits {
  readonly #places = new Map<HeldPartition, Place>();
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();

  constructor(private readonly options: KafkaCommitsOptions) {}

  add(held: HeldPartition, generation: number, nextOffset: number): void {
    this.#places.set(held, { nextOffset, generation });
    this.#timer ??= setTimeout(() => void this.flush(), COMMIT_EVERY_MS);
  }

  /** Resolves once nothing is under way: a rewind commits after it, and knows better. */
  get settled(): Promise<void> {
    return this.#sending;
  }

  /** Sends what is waiting; resolves, in any case, once the brokers have answered. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending = this.#sending.then(() => this.#send());
    return this.#sending;
  }

  /** What a member of before had handled is not the next one's to commit. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#places.clear();
  }

  async #send(): Promise<void> {
    const places = [...this.#places].filter(([held, place]) => this.#isCurrent(held, place));
    this.#places.clear();
    if (places.length === 0) return;
    try {
      await this.options.send(
        places.map(([held, { nextOffset }]) => ({
          topic: held.topicName,
          partition: held.partition,
          offset: String(nextOffset),
        })),
      );
    } catch {
      // The group is changing or the brokers are away. kafkajs notices by itself, from its heartbeats.
      for (const [held, place] of places) {
        if (!this.#places.has(held)) this.add(held, place.generation, place.nextOffset);
      }
    }
  }

  #isCurrent(held: HeldPartition, { generation }: Place): boolean {
    return held.generation === generation && this.options.holds(held);
  }
}
