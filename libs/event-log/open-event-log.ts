import type { EmbeddedEnvironment } from '#libs/embedded-environment';
import type { EmbeddedEventLogOptions } from './embedded-event-log.js';
import type { EventLog } from './event-log.js';
import type { KafkaEventLogOptions } from './kafka-event-log.js';

/** Opens the log of a standalone service in an environment, which the caller closes after it. */
export async function openEmbeddedEventLog(
  environment: EmbeddedEnvironment,
  options: EmbeddedEventLogOptions = {},
): Promise<EventLog> {
  // Imported here, so that a distributed service never loads LMDB.
  const { EmbeddedEventLog } = await import('./embedded-event-log.js');
  return new EmbeddedEventLog(environment, options);
}

/** Opens the log of a distributed service. It does not wait for the brokers: see `health`. */
export async function openKafkaEventLog(options: KafkaEventLogOptions): Promise<EventLog> {
  // Imported here, so that a standalone service never loads kafkajs.
  const { KafkaEventLog } = await import('./kafka-event-log.js');
  return new KafkaEventLog(options);
}
