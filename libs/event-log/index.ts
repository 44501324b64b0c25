export type { EmbeddedEventLogOptions } from './embedded-event-log.js';
export * from './event-log.js';
export type { KafkaEventLogOptions } from './kafka-event-log.js';
export type { LogNotice, NoticeListener } from './log-notice.js';
export { openEmbeddedEventLog, openKafkaEventLog } from './open-event-log.js';
