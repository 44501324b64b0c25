import { messageOf } from '#libs/contracts';
import type { Assignment, Consumption, RecordBatch } from '#libs/event-log';
import { SESSION_STORE, type SessionStore } from '#libs/session-store';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { LogEpochs } from './log-epochs.js';
import { PartitionTurns } from './partition-turns.js';
import { PartitionWatermarks } from './partition-watermarks.js';
import { SESSION_STATE_OPTIONS, type SessionStateOptions } from './session-state.options.js';

/** Folds records that are all of one side of a refold's end. */
export type FoldPart = (part: RecordBatch, epoch: number, refoldTo: number | undefined) => Promise<void>;

/** Sees to it that the store has what was folded: around each batch, and from time to time where nothing happens. */
@Injectable()
export class PartitionCare implements OnModuleDestroy {
  private readonly logger = new Logger(PartitionCare.name);
  private readonly turns = new PartitionTurns();
  private timer: NodeJS.Timeout | undefined;
  private consumption: Consumption | undefined;

  constructor(
    private readonly watermarks: PartitionWatermarks,
    private readonly epochs: LogEpochs,
    @Inject(SESSION_STORE) private readonly store: SessionStore,
    @Inject(SESSION_STATE_OPTIONS) private readonly options: SessionStateOptions,
  ) {}

  async takeOver(assignments: readonly Assignment[], consumption: Consumption): Promise<void> {
    this.consumption = consumption;
    this.timer ??= this.checkLater();
    const epoch = await this.epochs.refresh();
    for (const assignment of assignments) {
      const { partition } = assignment;
      await this.turns.take(partition, () => this.watermarks.takeOver(assignment, epoch, consumption));
    }
  }

  /** Has a batch folded and its watermark moved; resolves early where the partition was rewound. */
  attend(batch: RecordBatch, consumption: Consumption, fold: FoldPart): Promise<void> {
    return this.turns.take(batch.partition, async () => {
      const { partition } = batch;
      // Offsets that go back are a batch that comes again, or another log under the same name.
      if (this.watermarks.isBehind(batch)) await this.epochs.refresh();
      const epoch = this.epochs.current;
      for (const { part, nextOffset, refoldTo } of partsOf(batch, this.watermarks.of(partition)?.refoldTo)) {
        await fold(part, epoch, refoldTo);
        if (!(await this.watermarks.moveOn({ epoch, partition, nextOffset }, consumption))) return;
      }
    });
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
    this.consumption = undefined;
  }

  private checkLater(): NodeJS.Timeout {
    return setTimeout(() => void this.checkAll(), this.options.checkEveryMs);
  }

  private async checkAll(): Promise<void> {
    try {
      if (this.consumption) await this.check(this.consumption);
    } catch (thrown) {
      // Not a word at each turn of an outage: the store and the log report theirs.
      this.logger.debug(`The session store could not be checked: ${messageOf(thrown)}`);
    } finally {
      if (this.consumption) this.timer = this.checkLater();
    }
  }

  /** A partition with a batch in hand is left alone: the batch will look itself. */
  private async check(consumption: Consumption): Promise<void> {
    await this.epochs.refresh();
    const idle = this.watermarks.held(consumption).filter((partition) => !this.turns.isTaken(partition));
    const asked = idle.map((partition) => this.watermarks.of(partition));
    const stored = await this.store.watermarks(idle);
    for (const [n, partition] of idle.entries()) {
      const known = asked[n];
      if (!known || this.turns.isTaken(partition)) continue;
      await this.turns.take(partition, () => this.watermarks.check(partition, stored[n], known, consumption));
    }
  }
}

interface Part {
  readonly part: RecordBatch;
  /** Offset after the part's last record. */
  readonly nextOffset: number;
  readonly refoldTo: number | undefined;
}

/**
 * Cuts a batch where a refold ends. The watermark says that the refold is over before anything beyond it is written, so a
 * state beyond it is always one from before the refold, also when the batch is handed over again.
 */
export function partsOf(batch: RecordBatch, refoldTo: number | undefined): Part[] {
  const { records } = batch;
  const again = refoldTo === undefined ? [] : records.filter(({ offset }) => offset < refoldTo);
  const fresh = records.slice(again.length);
  const parts: Part[] = [];
  if (again.length > 0) {
    const end = fresh.length > 0 ? refoldTo : undefined;
    parts.push({ part: { ...batch, records: again }, nextOffset: end ?? endOf(again), refoldTo });
  }
  if (fresh.length > 0) {
    parts.push({ part: { ...batch, records: fresh }, nextOffset: endOf(fresh), refoldTo: undefined });
  }
  return parts;
}

function endOf(records: RecordBatch['records']): number {
  return (records.at(-1)?.offset ?? -1) + 1;
}
