import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CONSUMER_GROUPS } from '#libs/contracts';
import { EVENT_LOG, type Consumption, type EventLog, type RecordBatch } from '#libs/event-log';
import { HealthIndicators } from '#libs/runtime';
import { ArchiverMetrics } from './archiver.metrics.js';
import { HistoryArchive } from './history-archive.js';
import { readRecords } from './read-records.js';

/** A fetch's worth: files should hold more than one small batch. */
const BATCH_RECORDS_MAX = 10_000;
/** Batches only wait here, so all partitions may be in hand at once. */
const PARTITIONS_AT_ONCE = 1024;

/** Reads events and slates off the log beside session-state, and commits what stands in the history. */
@Injectable()
export class ArchiverService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private consumption: Consumption | undefined;

  constructor(
    @Inject(EVENT_LOG) private readonly log: EventLog,
    private readonly archive: HistoryArchive,
    private readonly metrics: ArchiverMetrics,
    private readonly health: HealthIndicators,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const lagRecords = (): number => this.consumption?.lagRecords() ?? 0;
    await this.archive.start(lagRecords);
    this.metrics.watchLag(lagRecords);
    this.health.register(
      'archiver',
      () => this.consumption?.health() ?? { healthy: false, reason: 'starting' },
    );
    this.consumption = await this.log.consume({
      group: CONSUMER_GROUPS.archiver,
      topics: ['events', 'slates'],
      batchRecordsMax: BATCH_RECORDS_MAX,
      partitionsAtOnce: PARTITIONS_AT_ONCE,
      handle: (batch) => this.handle(batch),
    });
  }

  /** What is in hand is written at once and committed before the log closes. */
  async beforeApplicationShutdown(): Promise<void> {
    const stopped = this.consumption?.stop();
    await this.archive.drain();
    await stopped;
    await this.archive.close();
  }

  private async handle(batch: RecordBatch): Promise<void> {
    const { rows, deadLetters } = await readRecords(batch, Date.now());
    if (deadLetters.length > 0) {
      await this.log.append('dead-letter', deadLetters);
      this.metrics.refused(deadLetters.length);
    }
    await this.archive.add(rows);
  }
}
