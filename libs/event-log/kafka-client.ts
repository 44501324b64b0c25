import { Kafka, logLevel, type LogEntry, type RetryOptions } from 'kafkajs';
import { stopIdleTimers } from './kafka-idle-timers.js';
import type { NoticeListener } from './log-notice.js';

/** How to reach the brokers. */
export interface KafkaAddress {
  /** `host:port` of one or more brokers of the cluster. */
  readonly brokers: readonly string[];
  /** Names this service in the brokers' logs and quotas. Default `freshet`. */
  readonly clientId?: string;
  readonly ssl?: boolean;
  readonly sasl?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
    readonly username: string;
    readonly password: string;
  };
}

/** A kafkajs client with a cluster of its own, for one producer, consumer or admin. */
export interface KafkaClient {
  readonly kafka: Kafka;
  /** kafkajs may go on connecting for ever after it was told to disconnect: this ends its attempts. */
  giveUp(): void;
}

/** A broker that is back is found within the longest pause, milliseconds. */
const RETRY: RetryOptions = { initialRetryTime: 100, maxRetryTime: 500, factor: 0.2, multiplier: 2 };
const CONNECTION_TIMEOUT_MS = 3_000;
/** A broker that accepts connections and answers nothing is left after this, milliseconds. */
const REQUEST_TIMEOUT_MS = 10_000;
/** In an outage kafkajs says the same thing twice a second. */
const SAY_AGAIN_MS = 30_000;

/** @param retries after how many failed attempts in a row kafkajs passes a fault on. */
export function createKafkaClient(
  address: KafkaAddress,
  retries: number,
  notice: NoticeListener,
): KafkaClient {
  stopIdleTimers();
  let givenUp = false;
  const { sasl } = address;
  const kafka = new Kafka({
    // Without brokers kafkajs fails for good instead of trying again.
    brokers: () => (givenUp ? [] : [...address.brokers]),
    clientId: address.clientId ?? 'freshet',
    ...(address.ssl === undefined ? {} : { ssl: address.ssl }),
    ...(sasl === undefined ? {} : { sasl: sasl as never }),
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    retry: { ...RETRY, retries },
    logLevel: logLevel.ERROR,
    logCreator: () => tellOnce(notice, () => givenUp),
  });
  return {
    kafka,
    giveUp() {
      givenUp = true;
    },
  };
}

/** kafkajs calls an error what it retries by itself, so here it is a warning. */
function tellOnce(notice: NoticeListener, givenUp: () => boolean): (entry: LogEntry) => void {
  const saidMs = new Map<string, number>();
  return ({ namespace, log: { message } }) => {
    const now = Date.now();
    if (givenUp() || now - (saidMs.get(message) ?? 0) < SAY_AGAIN_MS) return;
    if (saidMs.size > 100) saidMs.clear();
    saidMs.set(message, now);
    notice({ level: 'warn', message: `Kafka: ${message}`, details: { namespace } });
  };
}
