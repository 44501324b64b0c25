export { AppRootModule } from './app-root.module.js';
export { EmbeddedPortsModule } from './embedded-ports.module.js';
export { KafkaLogModule } from './kafka-log.module.js';
export { RedisStoreModule } from './redis-store.module.js';
