import { FreshetError } from '#libs/contracts';
import type { Assignment, Consumption, RecordBatch } from '#libs/event-log';
import { isAtOrBeyond, SESSION_STORE, type SessionStore, type Watermark } from '#libs/session-store';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { SESSION_STATE_OPTIONS, type SessionStateOptions } from './session-state.options.js';
import { SessionStateMetrics } from './session-state.metrics.js';

/** Other members move a watermark a few times at most while a partition changes hands. */
const ATTEMPTS_MAX = 20;
const TOPIC = 'events';

/** What this member knows of one partition. */
interface KnownPartition {
  /** What the store must have: the last watermark that this member read or wrote. */
  readonly watermark: Watermark;
  /** Furthest offset of this epoch that was ever folded: what is read again after a loss lies before it. */
  readonly furthest: number;
  /** How often it was rewound. */
  readonly rewinds: number;
  /** The store's incarnation in which it was found to have that. */
  readonly verifiedIn?: string;
}

/** What a look at the store found: what was folded, less of it (the partition is rewound), or another member at work. */
type Finding = 'whole' | 'rewound' | 'moving';

/**
 * Watermarks of this member's partitions, and what is done when the store has less: it has lost memory, and the partition is read
 * again. docs/decisions/exactly-once-effect.md says why each step comes in its order.
 */
@Injectable()
export class PartitionWatermarks {
  private readonly logger = new Logger(PartitionWatermarks.name);
  private readonly known = new Map<number, KnownPartition>();

  constructor(
    @Inject(SESSION_STORE) private readonly store: SessionStore,
    @Inject(SESSION_STATE_OPTIONS) private readonly options: SessionStateOptions,
    private readonly metrics: SessionStateMetrics,
  ) {}

  /** @returns what the store must have of a partition, undefined for one that was not taken over. */
  of(partition: number): Watermark | undefined {
    return this.known.get(partition)?.watermark;
  }

  /** @returns the offset from which records are folded for the first time, as far as this member knows. */
  newFrom(partition: number): number {
    return this.known.get(partition)?.furthest ?? 0;
  }

  /** @returns how often a partition was rewound: a batch handed over before is not to be folded any more. */
  rewindsOf(partition: number): number {
    return this.known.get(partition)?.rewinds ?? 0;
  }

  /** @returns the partitions that were taken over and are still this member's. */
  held(consumption: Consumption): number[] {
    for (const partition of this.known.keys()) {
      if (!consumption.holds({ topic: TOPIC, partition })) this.known.delete(partition);
    }
    return [...this.known.keys()];
  }

  /** Whether a batch reads before what is folded or beyond the end of the log: handed over again, or of another log. */
  isBehind({ partition, records, endOffset }: RecordBatch): boolean {
    const folded = this.of(partition)?.nextOffset ?? 0;
    return endOffset < folded || (records[0]?.offset ?? folded) < folded;
  }

  /** Compares what a newly given partition has committed with what the store says was folded. */
  async takeOver(
    { partition, nextOffset }: Assignment,
    epoch: number,
    consumption: Consumption,
  ): Promise<void> {
    const committed = { epoch, partition, nextOffset };
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      const stored = await this.read(partition);
      if ((stored?.nextOffset ?? 0) < nextOffset) {
        if (await this.recover(committed, stored, consumption)) return;
      } else if (stored) {
        this.learn(stored);
        return;
      } else if (await this.store.setWatermark(committed, null)) {
        // A partition nobody has folded gets its watermark too: a store that then loses its memory loses it.
        this.learn(committed);
        return;
      }
    }
    throw contested(partition);
  }

  /**
   * Makes sure that the store, as it is reached now, has what was folded, before anything is built on what it holds.
   * @returns the incarnation that has it, undefined where memory was lost and the partition rewound.
   */
  async verify(partition: number, consumption: Consumption): Promise<string | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      const { incarnation } = this.store;
      const { watermark, verifiedIn } = this.get(partition);
      if (verifiedIn === incarnation) return incarnation;
      const finding = await this.compare(watermark, await this.read(partition), consumption);
      if (finding === 'rewound') return undefined;
      if (finding === 'whole') this.known.set(partition, { ...this.get(partition), verifiedIn: incarnation });
    }
    throw contested(partition);
  }

  /** Moves a watermark on after its records were folded; where the store has lost memory meanwhile, rewinds the partition. */
  async moveOn(next: Watermark, consumption: Consumption): Promise<void> {
    const { partition } = next;
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      const { watermark } = this.get(partition);
      // A batch that was handed over again may end before what is folded.
      if (isAtOrBeyond(watermark, next)) return;
      if (await this.store.setWatermark(next, watermark)) {
        this.learn(next);
        return;
      }
      const finding = await this.compare(watermark, await this.read(partition), consumption);
      if (finding === 'rewound') return;
    }
    throw contested(partition);
  }

  /**
   * Compares what the store has with what it must have. More is another member's work; less is a loss: rewinds.
   * @param expected what was known when the store was asked.
   */
  async compare(
    expected: Watermark,
    stored: Watermark | undefined,
    consumption: Consumption,
  ): Promise<Finding> {
    // Learnt since: the store's answer is older.
    if (this.of(expected.partition) !== expected) return 'moving';
    if (!stored || !isAtOrBeyond(stored, expected)) {
      return (await this.recover(expected, stored, consumption)) ? 'rewound' : 'moving';
    }
    this.learn(stored);
    return 'whole';
  }

  /**
   * Takes the watermark back to 0, then rewinds the partition. Until both are done the store stands behind what is known here
   * and behind what is committed, so a fault or a death in between shows as a loss again.
   * @returns false where another member has moved the watermark meanwhile.
   */
  private async recover(
    lost: Watermark,
    stored: Watermark | undefined,
    consumption: Consumption,
  ): Promise<boolean> {
    const { epoch, partition } = lost;
    if (!consumption.holds({ topic: TOPIC, partition })) throw notHeld(partition);
    const start = { epoch, partition, nextOffset: 0 };
    if (!(await this.store.setWatermark(start, stored ?? null))) return false;
    await consumption.rewind({ topic: TOPIC, partition }, this.options.now() - this.options.refoldMs);
    this.learn(start, lost.nextOffset, this.rewindsOf(partition) + 1);
    this.metrics.rewound();
    this.logger.warn('The session store has less than was folded into it: reading the partition again', {
      partition,
      had: lost.nextOffset,
      has: stored?.nextOffset ?? 0,
    });
    return true;
  }

  private learn(
    watermark: Watermark,
    furthest = watermark.nextOffset,
    rewinds = this.rewindsOf(watermark.partition),
  ): void {
    const known = this.known.get(watermark.partition);
    const before = known?.watermark.epoch === watermark.epoch ? known.furthest : 0;
    const next = { watermark, furthest: Math.max(before, furthest), rewinds };
    this.known.set(watermark.partition, { ...known, ...next });
  }

  private get(partition: number): KnownPartition {
    const known = this.known.get(partition);
    if (!known) throw notHeld(partition);
    return known;
  }

  private async read(partition: number): Promise<Watermark | undefined> {
    return (await this.store.watermarks([partition]))[0];
  }
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
