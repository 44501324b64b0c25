import { FreshetError, messageOf } from '#libs/contracts';
import type { Assignment, Consumption, RecordBatch } from '#libs/event-log';
import { SESSION_STORE, type SessionStore } from '#libs/session-store';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { reconnected } from './batch-folder.js';
import { LogEpochs } from './log-epochs.js';
import { PartitionTurns } from './partition-turns.js';
import { PartitionWatermarks } from './partition-watermarks.js';
import { SESSION_STATE_OPTIONS, type SessionStateOptions } from './session-state.options.js';

/** What a batch is folded on. */
export interface Footing {
  readonly epoch: number;
  /** Of the store whose memory was found whole. */
  readonly incarnation: string;
  /** Records before this offset were folded before. */
  readonly newFrom: number;
}

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

  /**
   * Has a batch folded and its watermark moved. Resolves early where the partition was rewound.
   * @throws FreshetError retryable, also where the store was reached anew meanwhile.
   */
  attend(
    batch: RecordBatch,
    consumption: Consumption,
    fold: (footing: Footing) => Promise<void>,
  ): Promise<void> {
    const { partition } = batch;
    const rewinds = this.watermarks.rewindsOf(partition);
    return this.turns.take(partition, async () => {
      // The batch may be from before the rewind or from after it: only the log can tell, and hands over what comes next.
      if (this.watermarks.rewindsOf(partition) !== rewinds) throw rewound(partition);
      // Offsets that go back are a batch that comes again, or another log under the same name.
      if (this.watermarks.isBehind(batch)) await this.epochs.refresh();
      const incarnation = await this.watermarks.verify(partition, consumption);
      if (incarnation === undefined) return;
      const epoch = this.epochs.current;
      await fold({ epoch, incarnation, newFrom: this.watermarks.newFrom(partition) });
      await this.watermarks.moveOn({ epoch, partition, nextOffset: endOf(batch) }, consumption);
      // The watermark may stand on a server that never had the sessions before it.
      if (this.store.incarnation !== incarnation) throw reconnected();
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
      await this.turns.take(partition, () => this.watermarks.compare(known, stored[n], consumption));
    }
  }
}

function rewound(partition: number): FreshetError {
  const message = `Partition ${partition} was rewound while a batch of it waited: the log hands over what comes next.`;
  return new FreshetError('FRESHET_LOG_UNAVAILABLE', message, { retryable: true });
}

function endOf({ records, endOffset }: RecordBatch): number {
  const last = records.at(-1);
  return last ? last.offset + 1 : endOffset;
}
