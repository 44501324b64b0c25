import type { LogTopic } from '#libs/contracts';
import type { Assignment, RecordBatch } from '#libs/event-log';
import { Controller, UseFilters } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { EventLogContext } from './event-log.context.js';
import { PARTITIONS_ASSIGNED } from './event-log.strategy.js';
import { PassFaultsFilter } from './pass-faults.filter.js';
import { SessionStateService } from './session-state.service.js';

@Controller()
@UseFilters(PassFaultsFilter)
export class EventsController {
  constructor(private readonly sessions: SessionStateService) {}

  @EventPattern<LogTopic>('events')
  fold(@Payload() batch: RecordBatch, @Ctx() { consumption }: EventLogContext): Promise<void> {
    return this.sessions.fold(batch, consumption);
  }

  @EventPattern<typeof PARTITIONS_ASSIGNED>(PARTITIONS_ASSIGNED)
  takeOver(
    @Payload() assignments: readonly Assignment[],
    @Ctx() { consumption }: EventLogContext,
  ): Promise<void> {
    return this.sessions.takeOver(assignments, consumption);
  }
}
