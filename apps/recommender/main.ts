import { AppRootModule, KafkaLogModule, RedisStoreModule } from '#libs/deployment';
import { runHttpService } from '#libs/runtime';
import { RecommenderModule } from './recommender.module.js';

await runHttpService({
  app: 'recommender',
  module: AppRootModule.of(KafkaLogModule, RedisStoreModule, RecommenderModule),
});
