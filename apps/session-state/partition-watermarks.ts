import { FreshetError } from '#libs/contracts';
import type { Assignment, Consumption, RecordBatch } from '#libs/event-log';
import { isAtOrBeyond, SESSION_STORE, type SessionStore, type Watermark } from '#libs/session-store';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { SESSION_STATE_OPTIONS, type SessionStateOptions } from './session-state.options.js';
import { SessionStateMetrics } from './session-state.metrics.js';

/** Other members move a watermark a few times at most while a partition changes hands. */
const ATTEMPTS_MAX = 20;
const TOPIC = 'events';

/**
 * What this member knows of the watermarks of its partitions, and what it does when the store has less: the store has lost
 * memory, and the partition is read again. docs/decisions/exactly-once-effect.md says why each step comes in its order.
 */
@Injectable()
export class PartitionWatermarks {
  private readonly logger = new Logger(PartitionWatermarks.name);
  /** What the store must have, by partition: the last watermark that this member read or wrote. */
  private readonly known = new Map<number, Watermark>();

  constructor(
    @Inject(SESSION_STORE) private readonly store: SessionStore,
    @Inject(SESSION_STATE_OPTIONS) private readonly options: SessionStateOptions,
    private readonly metrics: SessionStateMetrics,
  ) {}

  /** @returns what the store must have of a partition, undefined for one that was not taken over. */
  of(partition: number): Watermark | undefined {
    return this.known.get(partition);
  }

  /** @returns the partitions that were taken over and are still this member's. */
  held(consumption: Consumption): number[] {
    for (const partition of this.known.keys()) {
      if (!consumption.holds({ topic: TOPIC, partition })) this.known.delete(partition);
    }
    return [...this.known.keys()];
  }

  /** Whether a batch reads before what is known to be folded or beyond the end of the log: handed over again, or another log. */
  isBehind({ partition, records, endOffset }: RecordBatch): boolean {
    const folded = this.known.get(partition)?.nextOffset ?? 0;
    return endOffset < folded || (records[0]?.offset ?? folded) < folded;
  }

  /** Compares what a newly given partition has committed with what the store says was folded. */
  async takeOver(
    { partition, nextOffset }: Assignment,
    epoch: number,
    consumption: Consumption,
  ): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      const stored = await this.read(partition);
      if ((stored?.nextOffset ?? 0) < nextOffset) {
        const lost = { epoch, partition, nextOffset: hadBeen(nextOffset, stored) };
        if (await this.recover(lost, stored, consumption)) return;
      } else {
        // A partition nobody has folded is marked too: a store that then loses its memory loses the mark.
        const first = stored ?? { epoch, partition, nextOffset };
        if (stored || (await this.store.setWatermark(first, null))) {
          this.known.set(partition, first);
          return;
        }
      }
    }
    throw contested(partition);
  }

  /**
   * Moves a watermark on after its records were folded.
   * @returns false where the store has lost memory: the partition was rewound, and the batch is not to be committed.
   */
  async moveOn(next: Watermark, consumption: Consumption): Promise<boolean> {
    const { partition } = next;
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      const known = this.known.get(partition);
      if (!known) throw notHeld(partition);
      // A batch that was handed over again may end before what is folded.
      if (known.epoch === next.epoch && known.nextOffset >= next.nextOffset) return true;
      const moved = { ...next, ...stillRefolding(known, next) };
      if (await this.store.setWatermark(moved, known)) {
        this.known.set(partition, moved);
        return true;
      }
      const stored = await this.read(partition);
      if (stored && isAtOrBeyond(stored, known)) this.known.set(partition, stored);
      else if (await this.recover(known, stored, consumption)) return false;
    }
    throw contested(partition);
  }

  /** Looks whether the store still has what was folded; where not, rewinds. */
  async check(
    partition: number,
    stored: Watermark | undefined,
    asked: Watermark,
    consumption: Consumption,
  ): Promise<void> {
    const isCurrent = this.known.get(partition) === asked;
    if (isCurrent && !isAtOrBeyond(stored, asked)) await this.recover(asked, stored, consumption);
  }

  /**
   * Marks the partition as being folded again, then rewinds it. Until both are done `known` stays ahead of the store, so that
   * a fault or a death in between is found as a loss again.
   * @param lost what the store should have had.
   * @returns false where another member has moved the watermark meanwhile.
   */
  private async recover(
    lost: Watermark,
    stored: Watermark | undefined,
    consumption: Consumption,
  ): Promise<boolean> {
    const { epoch, partition } = lost;
    if (!consumption.holds({ topic: TOPIC, partition })) throw notHeld(partition);
    const refoldTo = Math.min(lost.nextOffset, stored?.refoldTo ?? Infinity);
    const mark = { epoch, partition, nextOffset: 0, refoldTo };
    if (!(await this.store.setWatermark(mark, stored ?? null))) return false;
    await consumption.rewind({ topic: TOPIC, partition }, this.options.now() - this.options.refoldMs);
    this.known.set(partition, mark);
    this.metrics.rewound();
    this.logger.warn('The session store has less than was folded into it: reading the partition again', {
      partition,
      had: lost.nextOffset,
      has: stored?.nextOffset ?? 0,
    });
    return true;
  }

  private async read(partition: number): Promise<Watermark | undefined> {
    return (await this.store.watermarks([partition]))[0];
  }
}

/**
 * How far a partition had been folded where its committed offset and the store disagree. A mark at 0 is one whose refold had
 * not got anywhere: the offset was committed by its rewind, and says nothing about what was folded before.
 */
function hadBeen(committed: number, stored: Watermark | undefined): number {
  return stored?.nextOffset === 0 ? Math.max(committed, stored.refoldTo ?? 0) : committed;
}

/** A refold goes on until everything that had been folded is folded again. */
function stillRefolding(known: Watermark, next: Watermark): Pick<Watermark, 'refoldTo'> {
  const { refoldTo } = known;
  return refoldTo !== undefined && next.nextOffset < refoldTo ? { refoldTo } : {};
}

function notHeld(partition: number): FreshetError {
  return new FreshetError('FRESHET_LOG_UNAVAILABLE', `Partition ${partition} is no longer this member's.`, {
    retryable: true,
  });
}

function contested(partition: number): FreshetError {
  const message = `The watermark of partition ${partition} was moved by others ${ATTEMPTS_MAX} times in a row.`;
  return new FreshetError('FRESHET_STORE_UNAVAILABLE', message, { retryable: true });
}
