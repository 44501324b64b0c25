import { AppRootModule, KafkaLogModule, RedisStoreModule } from '#libs/deployment';
import { runHttpService } from '#libs/runtime';
import { consumeSessionEvents } from './consume-session-events.js';
import { SessionStateModule } from './session-state.module.js';

await runHttpService({
  app: 'session-state',
  module: AppRootModule.of(KafkaLogModule, RedisStoreModule, SessionStateModule),
  prepare: consumeSessionEvents,
});
