import { AppRootModule, EmbeddedPortsModule } from '#libs/deployment';
import { ArchiverModule } from '../archiver/archiver.module.js';
import { CollectorModule } from '../collector/collector.module.js';
import { RecommenderModule } from '../recommender/recommender.module.js';
import { SessionStateModule } from '../session-state/session-state.module.js';
import { StorefrontModule } from '../storefront/storefront.module.js';

/** Every app in one process and on one port, on the embedded log and store. */
export const standaloneModule = AppRootModule.of(
  EmbeddedPortsModule,
  ArchiverModule,
  CollectorModule,
  RecommenderModule,
  SessionStateModule,
  StorefrontModule,
);
