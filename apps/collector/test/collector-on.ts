import 'reflect-metadata';
import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { EVENT_LOG, type EventLog } from '#libs/event-log';
import { RuntimeModule, type Configuration } from '#libs/runtime';
import { CollectorModule } from '../collector.module.js';

/** Closes the log where the modules that open one would. */
export class LogKeeper implements OnApplicationShutdown {
  close: () => Promise<void> = () => Promise.resolve();

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }
}

@Global()
@Module({})
class LogModule {}

@Module({})
class CollectorRoot {}

/** @returns the collector's module on a log, which its creator closes. */
export function collectorOn(configuration: Configuration, log: EventLog): DynamicModule {
  const logModule = {
    module: LogModule,
    providers: [LogKeeper, { provide: EVENT_LOG, useValue: log }],
    exports: [EVENT_LOG],
  };
  return {
    module: CollectorRoot,
    imports: [RuntimeModule.forRoot(configuration), logModule, CollectorModule],
  };
}
