export { EmbeddedPortsModule } from './embedded-ports.module.js';
export { KafkaLogModule } from './kafka-log.module.js';
export { RedisStoreModule } from './redis-store.module.js';
