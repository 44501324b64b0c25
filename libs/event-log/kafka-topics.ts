import { setTimeout as pause } from 'node:timers/promises';
import type { Admin, ITopicConfig } from 'kafkajs';
import { LOG_TOPICS, type LogTopic } from '#libs/contracts';

/** How the topics are made; topics that exist already are left as they are. */
export interface KafkaTopicSettings {
  /** Begins the name of each topic. Default `freshet.`. */
  readonly topicPrefix?: string;
  /** Of the events and slates topics. Default 32. More can be added later, fewer can't. */
  readonly partitions?: number;
  /** Copies of each record. Default 1; production wants 3. */
  readonly replicationFactor?: number;
  /** How long records are kept. Default 168, a week. */
  readonly retentionHours?: number;
}

/** Bytes of one batch that a broker takes, and so of the largest record: Kafka's own default, pinned. */
const MESSAGE_BYTES_MAX = 1_048_588;
const LEADER_ATTEMPTS = 30;
const LEADER_RETRY_MS = 100;
const MS_PER_HOUR = 3_600_000;

export function topicNameOf(topic: LogTopic, settings: KafkaTopicSettings): string {
  return `${settings.topicPrefix ?? 'freshet.'}${topic}`;
}

/** Creates the topics that are missing. Several services may do so at once. */
export async function ensureTopics(admin: Admin, settings: KafkaTopicSettings): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const missing = LOG_TOPICS.filter((topic) => !existing.has(topicNameOf(topic, settings)));
  if (missing.length === 0) return;
  // Answers false, and does not throw, where another service was first.
  await admin.createTopics({
    topics: missing.map((topic) => topicConfigOf(topic, settings)),
    waitForLeaders: true,
  });
  for (const topic of missing) await untilLed(admin, topicNameOf(topic, settings));
}

/** Waits until the leaders of a new topic answer: kafkajs only waits until they are named. */
async function untilLed(admin: Admin, topicName: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await admin.fetchTopicOffsets(topicName);
      return;
    } catch (thrown) {
      if (attempt === LEADER_ATTEMPTS) throw thrown;
      await pause(LEADER_RETRY_MS);
    }
  }
}

function topicConfigOf(topic: LogTopic, settings: KafkaTopicSettings): ITopicConfig {
  const replicationFactor = settings.replicationFactor ?? 1;
  const config = {
    'retention.ms': Math.round((settings.retentionHours ?? 168) * MS_PER_HOUR),
    'max.message.bytes': MESSAGE_BYTES_MAX,
    // Rewinding goes by the log's clock, not by the producers' clocks.
    'message.timestamp.type': 'LogAppendTime',
    // An append is confirmed once it would survive the death of one broker.
    'min.insync.replicas': Math.min(2, replicationFactor),
  };
  return {
    topic: topicNameOf(topic, settings),
    numPartitions: topic === 'dead-letter' ? 1 : (settings.partitions ?? 32),
    replicationFactor,
    configEntries: Object.entries(config).map(([name, value]) => ({ name, value: String(value) })),
  };
}
