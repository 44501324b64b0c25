import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '#libs/contracts';
import { ConsumptionProgress } from './consumption-progress.js';
import { EmbeddedCursor } from './embedded-cursor.js';
import type { EmbeddedGroups } from './embedded-groups.js';
import type { EmbeddedPartition } from './embedded-partition.js';
import type { Consumption, ConsumeOptions, PartitionRef, RecordBatch } from './event-log.js';
import type { NoticeListener } from './log-notice.js';
import { logUnavailable } from './log-unavailable.js';

/** Records handed over at once, unless the consumer wants more. */
const BATCH_RECORDS_MAX = 500;
/** Pause before records are handed over again, milliseconds: doubles with each failure in a row. */
const RETRY_MS_MIN = 50;
const RETRY_MS_MAX = 1_000;

/** A member of a consumer group: one loop a topic, each waiting for the next append without polling. */
export class EmbeddedConsumption implements Consumption {
  readonly #stopping = new AbortController();
  readonly #cursors: EmbeddedCursor[] = [];
  readonly #finished: Promise<void>;
  readonly #progress = new ConsumptionProgress();

  constructor(
    private readonly options: ConsumeOptions,
    private readonly partitions: readonly EmbeddedPartition[],
    private readonly groups: EmbeddedGroups,
    private readonly notice: NoticeListener,
  ) {
    this.#finished = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#finished;
  }

  async rewind({ topic, partition }: PartitionRef, fromMs: number): Promise<void> {
    const cursor = this.#cursors.find((held) => held.partition.topic === topic);
    if (cursor === undefined || partition !== 0) {
      throw logUnavailable(`this member of ${this.options.group} does not hold ${topic}/${partition}`);
    }
    await cursor.rewind(fromMs);
  }

  holds({ topic, partition }: PartitionRef): boolean {
    return partition === 0 && this.#cursors.some((held) => held.partition.topic === topic);
  }

  lagRecords(): number {
    return this.#cursors.reduce((sum, cursor) => sum + cursor.lagRecords, 0);
  }

  health(): { readonly healthy: boolean; readonly reason?: string } {
    return this.#progress.health();
  }

  async #run(): Promise<void> {
    const { group } = this.options;
    const turns = this.partitions.map(({ topic }) => this.groups.join(group, topic));
    try {
      await Promise.race([Promise.all(turns.map((turn) => turn.granted)), aborted(this.#stopping.signal)]);
      if (this.#stopping.signal.aborted) return;
      this.#cursors.push(...this.partitions.map((held) => new EmbeddedCursor(held, this.groups, group)));
      await this.#announce();
      await Promise.all(this.#cursors.map((cursor) => this.#follow(cursor)));
    } finally {
      for (const turn of turns) turn.leave();
    }
  }

  async #announce(): Promise<void> {
    const { assigned } = this.options;
    if (assigned === undefined) return;
    await this.#untilDone('assigned', async () => {
      const assignments = this.#cursors.map(({ partition, nextOffset }) => ({
        topic: partition.topic,
        partition: 0,
        nextOffset,
      }));
      await assigned(assignments, this);
    });
  }

  async #follow(cursor: EmbeddedCursor): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      this.#reportRemoved(cursor);
      if (cursor.lagRecords === 0) await cursor.partition.nextAppend(signal).catch(() => undefined);
      else await this.#untilDone(cursor.partition.topic, () => this.#deliver(cursor));
    }
  }

  async #deliver(cursor: EmbeddedCursor): Promise<void> {
    // Read anew at each attempt: a rewind in between changes what comes next.
    const batch = cursor.nextBatch(this.options.batchRecordsMax ?? BATCH_RECORDS_MAX);
    if (batch === undefined) return;
    const { generation } = cursor;
    await this.options.handle(batch, this);
    await cursor.commit(endOf(batch), generation);
  }

  /** Tries again after a pause until it succeeds or the member stops. */
  async #untilDone(what: string, attempt: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    for (let retryMs = RETRY_MS_MIN; !signal.aborted; retryMs = Math.min(retryMs * 2, RETRY_MS_MAX)) {
      try {
        await this.#progress.watch(what, attempt);
        return;
      } catch (thrown) {
        this.#reportFault(what, thrown);
        await pause(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #reportFault(what: string, thrown: unknown): void {
    this.notice({
      level: 'warn',
      message: `Consumer group ${this.options.group} could not handle ${what} and tries again: ${messageOf(thrown)}`,
      details: { group: this.options.group, what, cause: thrown },
    });
  }

  #reportRemoved(cursor: EmbeddedCursor): void {
    const records = cursor.skipRemoved();
    if (records === 0) return;
    const { topic } = cursor.partition;
    this.notice({
      level: 'error',
      message:
        `Consumer group ${this.options.group} fell behind the retention of ${topic}: ${records} records are gone ` +
        'unread. Keep more of the log, or keep the group from standing still that long.',
      details: { group: this.options.group, topic, partition: 0, records },
    });
  }
}

function endOf({ records, endOffset }: RecordBatch): number {
  const last = records.at(-1);
  return last === undefined ? endOffset : last.offset + 1;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
