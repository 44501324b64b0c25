import 'reflect-metadata';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { EVENT_LOG, type EventLog } from '#libs/event-log';
import { RuntimeModule, type Configuration } from '#libs/runtime';
import { CollectorModule } from '../collector.module.js';

@Global()
@Module({})
class LogModule {}

@Module({})
class CollectorRoot {}

/** @returns the collector's module on a log, which its creator closes. */
export function collectorOn(configuration: Configuration, log: EventLog): DynamicModule {
  const logModule = {
    module: LogModule,
    providers: [{ provide: EVENT_LOG, useValue: log }],
    exports: [EVENT_LOG],
  };
  return {
    module: CollectorRoot,
    imports: [RuntimeModule.forRoot(configuration), logModule, CollectorModule],
  };
}
