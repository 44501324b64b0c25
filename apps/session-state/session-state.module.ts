import { CONSUMER_GROUPS } from '#libs/contracts';
import { EVENT_LOG, type EventLog } from '#libs/event-log';
import { CONFIGURATION, HealthIndicators, type Configuration } from '#libs/runtime';
import { Module, type OnModuleInit } from '@nestjs/common';
import { BatchFolder } from './batch-folder.js';
import { EventLogStrategy } from './event-log.strategy.js';
import { EventsController } from './events.controller.js';
import { LogEpochs } from './log-epochs.js';
import { PartitionCare } from './partition-care.js';
import { PartitionWatermarks } from './partition-watermarks.js';
import { SessionStateMetrics } from './session-state.metrics.js';
import { SESSION_STATE_OPTIONS, type SessionStateOptions } from './session-state.options.js';
import { SessionStateService } from './session-state.service.js';

const HOUR_MS = 3_600_000;
const CHECK_EVERY_MS = 1_000;
/** More than the 500 of a log's default: a session's records of one batch cost one read and one write together. */
const BATCH_RECORDS_MAX = 1_000;

function readOptions({ session }: Configuration): SessionStateOptions {
  return { refoldMs: session.refoldHours * HOUR_MS, checkEveryMs: CHECK_EVERY_MS, now: Date.now };
}

function makeStrategy(log: EventLog): EventLogStrategy {
  return new EventLogStrategy(log, {
    group: CONSUMER_GROUPS.sessionState,
    batchRecordsMax: BATCH_RECORDS_MAX,
  });
}

/**
 * Keeps a vector per session from the events on the log. The composing root provides RuntimeModule and, globally, EVENT_LOG and
 * SESSION_STORE, which it closes in `onApplicationShutdown`; `consumeSessionEvents` starts it.
 */
@Module({
  controllers: [EventsController],
  providers: [
    BatchFolder,
    LogEpochs,
    PartitionCare,
    PartitionWatermarks,
    SessionStateMetrics,
    SessionStateService,
    { provide: SESSION_STATE_OPTIONS, useFactory: readOptions, inject: [CONFIGURATION] },
    { provide: EventLogStrategy, useFactory: makeStrategy, inject: [EVENT_LOG] },
  ],
})
export class SessionStateModule implements OnModuleInit {
  constructor(
    private readonly strategy: EventLogStrategy,
    private readonly metrics: SessionStateMetrics,
    private readonly health: HealthIndicators,
  ) {}

  onModuleInit(): void {
    this.metrics.watchLag(() => this.strategy.lagRecords());
    this.health.register('session-state', () => this.strategy.health());
  }
}
