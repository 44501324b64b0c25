export * from './event-log.js';
export { openEmbeddedEventLog, openKafkaEventLog } from './open-event-log.js';
