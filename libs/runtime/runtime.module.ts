import { Global, Module, type DynamicModule } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from './configuration.js';
import { HealthModule } from './health.js';
import { MetricsModule } from './metrics.js';
import { SiteRegistry } from './site-registry.js';

/**
 * What every app may inject: CONFIGURATION, SiteRegistry, MetricsRegistry and HealthIndicators; with /metrics and /health.
 * The composing root imports it once.
 */
@Global()
@Module({})
export class RuntimeModule {
  static forRoot(configuration: Configuration): DynamicModule {
    return {
      module: RuntimeModule,
      imports: [MetricsModule, HealthModule],
      providers: [{ provide: CONFIGURATION, useValue: configuration }, SiteRegistry],
      exports: [CONFIGURATION, SiteRegistry, MetricsModule, HealthModule],
    };
  }
}
