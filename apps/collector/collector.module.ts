import { join } from 'node:path';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { EVENT_LOG, type EventLog } from '#libs/event-log';
import { CONFIGURATION, HealthIndicators, type Configuration } from '#libs/runtime';
import { Admission } from './admission.js';
import { DeadLetters } from './dead-letters.js';
import { EventLedger } from './event-ledger.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';
import { LogAppender } from './log-appender.js';
import { RateLimits } from './rate-limits.js';
import { BrowserScriptsController } from './scripts/browser-scripts.controller.js';
import { BrowserScripts, builtForBrowsers } from './scripts/browser-scripts.js';
import { ScriptShelf } from './scripts/script-shelf.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';

function browserScripts({ environment }: Configuration): BrowserScripts {
  return new BrowserScripts(builtForBrowsers(), new ScriptShelf(join(environment.dataFolder, 'browser')));
}

/**
 * `POST /v1/events`, `DELETE /v1/sessions/{session}`, and the scripts that pages embed. The composing root provides RuntimeModule and, globally, EVENT_LOG, which it
 * closes in `onApplicationShutdown`: after the server, so that what is in flight still finds its log.
 */
@Module({
  controllers: [BrowserScriptsController, EventsController, SessionsController],
  providers: [
    Admission,
    DeadLetters,
    EventLedger,
    EventsService,
    LogAppender,
    RateLimits,
    SessionsService,
    { provide: BrowserScripts, useFactory: browserScripts, inject: [CONFIGURATION] },
  ],
})
export class CollectorModule implements OnModuleInit {
  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    private readonly health: HealthIndicators,
  ) {}

  onModuleInit(): void {
    this.health.register('event-log', () => this.log.health());
  }
}
