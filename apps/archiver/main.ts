import { AppRootModule, KafkaLogModule } from '#libs/deployment';
import { runHttpService } from '#libs/runtime';
import { ArchiverModule } from './archiver.module.js';

await runHttpService({ app: 'archiver', module: AppRootModule.of(KafkaLogModule, ArchiverModule) });
