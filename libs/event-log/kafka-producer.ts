import type { Producer, TopicMessages } from 'kafkajs';
import { messageOf } from '#libs/contracts';
import { createKafkaClient, type KafkaAddress, type KafkaClient } from './kafka-client.js';
import { partitionerOf } from './kafka-partitioner.js';
import { writeRecordsAtOnce } from './kafka-record-writer.js';
import type { NoticeListener } from './log-notice.js';
import { logUnavailable } from './log-unavailable.js';

/** Attempts before a batch is given back: a few seconds, within which a partition finds a new leader. */
const RETRIES = 10;
/** How long the brokers may take to copy a batch, milliseconds. */
const REPLICATION_TIMEOUT_MS = 5_000;
const EVERY_REPLICA = -1;

interface Connected {
  readonly client: KafkaClient;
  readonly producer: Producer;
}

/**
 * Sends batches through an idempotent producer, one after the other.
 *
 * kafkajs counts a failed batch's sequence numbers as unused, also where a partition of it was written. The next batch would
 * carry the same numbers, and a broker that finds them known answers "done" without writing it. So a producer that
 * failed is never used again: the next one has an id of its own.
 */
export class KafkaProducer {
  #connected: Promise<Connected> | undefined;

  constructor(
    private readonly address: KafkaAddress,
    private readonly notice: NoticeListener,
    /** By name of a topic: whether the records of a key keep their order. */
    private readonly isOrdered: (topicName: string) => boolean,
  ) {}

  /** @throws FreshetError FRESHET_LOG_UNAVAILABLE; some of the batch may be in the log nevertheless. */
  async send(topicMessages: TopicMessages[]): Promise<void> {
    this.#connected ??= this.#connect();
    const attempt = this.#connected;
    try {
      const { producer } = await attempt;
      await producer.sendBatch({ acks: EVERY_REPLICA, timeout: REPLICATION_TIMEOUT_MS, topicMessages });
    } catch (thrown) {
      this.#connected = undefined;
      void discard(attempt);
      throw logUnavailable(`the brokers did not take the records (${messageOf(thrown)})`, thrown);
    }
  }

  async close(): Promise<void> {
    const attempt = this.#connected;
    this.#connected = undefined;
    if (attempt !== undefined) await discard(attempt);
  }

  async #connect(): Promise<Connected> {
    writeRecordsAtOnce();
    const client = createKafkaClient(this.address, RETRIES, this.notice);
    const producer = client.kafka.producer({
      idempotent: true,
      allowAutoTopicCreation: false,
      createPartitioner: partitionerOf(this.isOrdered),
    });
    try {
      await producer.connect();
    } catch (thrown) {
      await discard(Promise.resolve({ client, producer }));
      throw thrown;
    }
    return { client, producer };
  }
}

async function discard(attempt: Promise<Connected>): Promise<void> {
  try {
    const { client, producer } = await attempt;
    client.giveUp();
    await producer.disconnect();
  } catch {
    // It was not connected, or is no longer.
  }
}
