import {
  EVENT_LOG,
  type Assignment,
  type Consumption,
  type EventLog,
  type RecordBatch,
} from '#libs/event-log';
import { Inject, Injectable } from '@nestjs/common';
import { BatchFolder, type FoldReport } from './batch-folder.js';
import { deadLetterOf } from './dead-letters.js';
import { PartitionCare } from './partition-care.js';
import { SessionStateMetrics } from './session-state.metrics.js';
import { sortRecords, type RefusedRecord } from './sort-records.js';

/** Folds batches of the events topic into session vectors. */
@Injectable()
export class SessionStateService {
  constructor(
    private readonly folder: BatchFolder,
    private readonly care: PartitionCare,
    @Inject(EVENT_LOG) private readonly log: EventLog,
    private readonly metrics: SessionStateMetrics,
  ) {}

  /** Called before the first batch of newly given partitions. @throws FreshetError retryable. */
  takeOver(assignments: readonly Assignment[], consumption: Consumption): Promise<void> {
    return this.care.takeOver(assignments, consumption);
  }

  /**
   * Resolves once the batch may be committed: its sessions are written, what can't be handled is on the dead-letter topic and
   * the watermark has moved; or once the partition was rewound, which keeps the batch from being committed.
   * @throws FreshetError retryable, for faults of the infrastructure alone.
   */
  async fold(batch: RecordBatch, consumption: Consumption): Promise<void> {
    await this.care.attend(batch, consumption, async ({ epoch, incarnation, newFrom }) => {
      const { sessions, refused } = sortRecords(batch, epoch);
      const report = await this.folder.fold(sessions, incarnation);
      await this.bury([...refused, ...report.refused], batch);
      this.count(report, newFrom);
    });
  }

  /** On the first failure, so that the partition moves on. */
  private async bury(refused: readonly RefusedRecord[], batch: RecordBatch): Promise<void> {
    if (refused.length === 0) return;
    const nowMs = Date.now();
    await this.log.append(
      'dead-letter',
      refused.map((record) => deadLetterOf(batch, record, nowMs)),
    );
    this.metrics.counted('dead-lettered', refused.length);
  }

  /** @param newFrom records before this offset were folded before, and are as fresh as they were. */
  private count({ folded, duplicates, conflicts }: FoldReport, newFrom: number): void {
    this.metrics.counted('folded', folded.length);
    this.metrics.counted('duplicate', duplicates);
    this.metrics.conflicted(conflicts);
    const nowMs = Date.now();
    for (const { record, position } of folded) {
      if (position.offset >= newFrom) this.metrics.becameFresh((nowMs - record.receivedAt) / 1000);
    }
  }
}
