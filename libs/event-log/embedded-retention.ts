import { setImmediate as nextTurn } from 'node:timers/promises';
import { messageOf } from '#libs/contracts';
import type { EmbeddedPartition } from './embedded-partition.js';
import type { NoticeListener } from './log-notice.js';

interface RetentionOptions {
  readonly ageMsMax: number;
  /** Of each topic. */
  readonly bytesMax: number;
  readonly everyMs: number;
  readonly notice: NoticeListener;
}

/** Records removed in one transaction: a few milliseconds, during which appends go on into the next one. */
const STEP_RECORDS = 1_000;

/** Keeps the topics within their age and size, in the background. */
export class EmbeddedRetention {
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(
    private readonly partitions: readonly EmbeddedPartition[],
    private readonly options: RetentionOptions,
  ) {
    this.#timer = setInterval(() => {
      this.#running ??= this.#trimAll();
    }, options.everyMs);
    this.#timer.unref();
  }

  /** Waits for the step in hand. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  async #trimAll(): Promise<void> {
    try {
      for (const partition of this.partitions) await this.#trim(partition);
    } catch (thrown) {
      const message = `Old records could not be removed: ${messageOf(thrown)}`;
      this.options.notice({ level: 'error', message, details: { cause: thrown } });
    } finally {
      this.#running = undefined;
    }
  }

  async #trim(partition: EmbeddedPartition): Promise<void> {
    const { ageMsMax, bytesMax } = this.options;
    const due = { appendedBeforeMs: Date.now() - ageMsMax, bytesMax };
    while (!this.#stopped && (await partition.trim(due, STEP_RECORDS)) === STEP_RECORDS) await nextTurn();
  }
}
