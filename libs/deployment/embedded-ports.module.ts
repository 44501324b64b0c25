import { openEmbeddedEnvironment, type EmbeddedEnvironment } from '#libs/embedded-environment';
import { EVENT_LOG, openEmbeddedEventLog, type EventLog } from '#libs/event-log';
import { CONFIGURATION, type Configuration } from '#libs/runtime';
import { openEmbeddedSessionStore, SESSION_STORE, type SessionStore } from '#libs/session-store';
import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { join } from 'node:path';
import { noticeLog } from './notice-log.js';

const ENVIRONMENT = Symbol('EmbeddedEnvironment');
const HOUR_MS = 3_600_000;

function openLog(environment: EmbeddedEnvironment, { log }: Configuration): Promise<EventLog> {
  return openEmbeddedEventLog(environment, {
    retentionHours: log.retentionHours,
    retentionBytes: log.embeddedBytesMax,
    onNotice: noticeLog('EventLog'),
  });
}

function openStore(environment: EmbeddedEnvironment, { session }: Configuration): Promise<SessionStore> {
  return openEmbeddedSessionStore(environment, {
    ttlMs: session.ttlHours * HOUR_MS,
    onNotice: noticeLog('SessionStore'),
  });
}

/**
 * Stands the embedded adapters behind the ports: a standalone service's log and store, in FRESHET_DATA/live.
 * Global, so that Nest closes it after every module that uses it.
 */
@Global()
@Module({
  providers: [
    {
      provide: ENVIRONMENT,
      useFactory: ({ environment }: Configuration) =>
        openEmbeddedEnvironment(join(environment.dataFolder, 'live')),
      inject: [CONFIGURATION],
    },
    { provide: EVENT_LOG, useFactory: openLog, inject: [ENVIRONMENT, CONFIGURATION] },
    { provide: SESSION_STORE, useFactory: openStore, inject: [ENVIRONMENT, CONFIGURATION] },
  ],
  exports: [EVENT_LOG, SESSION_STORE],
})
export class EmbeddedPortsModule implements OnApplicationShutdown {
  constructor(
    @Inject(ENVIRONMENT) private readonly environment: EmbeddedEnvironment,
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(SESSION_STORE) private readonly store: SessionStore,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.log.close();
    await this.store.close();
    await this.environment.close();
  }
}
