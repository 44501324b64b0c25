import { AppRootModule, EmbeddedPortsModule } from '#libs/deployment';
import { runHttpService } from '#libs/runtime';
import { CollectorModule } from '../collector/collector.module.js';
import { RecommenderModule } from '../recommender/recommender.module.js';
import { StorefrontModule } from '../storefront/storefront.module.js';
import { ensureDemoSite } from './demo-site.js';
import { welcome } from './welcome.js';

/** Every app in one process and on one port, on the embedded log and store. */
await runHttpService({
  app: 'standalone',
  module: AppRootModule.of(EmbeddedPortsModule, CollectorModule, RecommenderModule, StorefrontModule),
  prepare: (_, configuration) =>
    ensureDemoSite(configuration, (line) => void process.stderr.write(`freshet: ${line}\n`)),
  serving: (url) => void process.stdout.write(welcome(url.replace('0.0.0.0', 'localhost'))),
});
