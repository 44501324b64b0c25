import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { EVENT_LOG, type EventLog } from '#libs/event-log';
import { HealthIndicators } from '#libs/runtime';
import { Admission } from './admission.js';
import { DeadLetters } from './dead-letters.js';
import { EventLedger } from './event-ledger.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';
import { LogAppender } from './log-appender.js';
import { RateLimits } from './rate-limits.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsService } from './sessions.service.js';

/**
 * `POST /v1/events` and `DELETE /v1/sessions/{session}`. The composing root provides RuntimeModule and, globally, EVENT_LOG, which it
 * closes in `onApplicationShutdown`: after the server, so that what is in flight still finds its log.
 */
@Module({
  controllers: [EventsController, SessionsController],
  providers: [Admission, DeadLetters, EventLedger, EventsService, LogAppender, RateLimits, SessionsService],
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
