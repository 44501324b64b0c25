import { Controller, Get, Header, Module } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** Bounds of pauses for garbage collection, finer than prom-client's where a pause begins to be felt in answers. */
const PAUSE_SECONDS = [0.001, 0.002, 0.004, 0.006, 0.008, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 1];

/**
 * The counters of one process, injected by its class. Parts make their metrics with `registers: [registry]`; a test that
 * starts two applications in a process therefore has two of everything.
 */
export class MetricsRegistry extends Registry {
  constructor() {
    super();
    collectDefaultMetrics({ register: this, gcDurationBuckets: PAUSE_SECONDS });
  }
}

@Controller()
class MetricsController {
  constructor(private readonly registry: MetricsRegistry) {}

  @Get('metrics')
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  metrics(): Promise<string> {
    return this.registry.metrics();
  }
}

/** `GET /metrics` in Prometheus' text format. */
@Module({ controllers: [MetricsController], providers: [MetricsRegistry], exports: [MetricsRegistry] })
export class MetricsModule {}
