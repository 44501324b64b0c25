import { AppRootModule, KafkaLogModule } from '#libs/deployment';
import { runHttpService } from '#libs/runtime';
import { CollectorModule } from './collector.module.js';

await runHttpService({ app: 'collector', module: AppRootModule.of(KafkaLogModule, CollectorModule) });
