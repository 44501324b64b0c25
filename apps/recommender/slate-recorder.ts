import { encodeRecord, logKeyOf, type SlateRecord } from '#libs/contracts';
import type { EventLog, LogRecord } from '#libs/event-log';

export interface SlateRecorderOptions {
  /** Longest a record waits here for company, milliseconds, an append on its way aside: what a SIGKILL may lose. */
  readonly lingerMs: number;
  /** With so many nothing more is waited for. Writing a batch for the log keeps answers waiting: 11 µs a record. */
  readonly batchRecordsMax: number;
  /** Records kept while the log is away; beyond it the newest are dropped and counted. */
  readonly pendingMax: number;
  /** Longest one append may take, milliseconds. */
  readonly deadlineMs: number;
  readonly dropped: (records: number, cause: unknown) => void;
}

/**
 * Puts slate records on the log, off the answer's path and in batches, one on its way at a time: a slow log makes batches
 * larger, not more.
 */
export class SlateRecorder {
  private pending: LogRecord[] = [];
  private timer: NodeJS.Timeout | undefined;
  private appending: Promise<void> | undefined;
  private unfinished = 0;

  constructor(
    private readonly log: EventLog,
    private readonly options: SlateRecorderOptions,
  ) {}

  record(slate: SlateRecord): void {
    if (this.unfinished >= this.options.pendingMax) {
      this.options.dropped(1, new Error(`${this.unfinished} slate records are waiting for the log`));
      return;
    }
    this.unfinished += 1;
    // Encoded now and not with its batch, so that each answer pays for its own.
    this.pending.push({ key: logKeyOf(slate), value: encodeRecord(slate) });
    this.schedule();
  }

  /** Hands over everything recorded so far and waits for the log to have it. */
  async close(): Promise<void> {
    while (this.pending.length > 0 || this.appending !== undefined) {
      if (this.appending === undefined) this.flush();
      await this.appending;
    }
  }

  private schedule(): void {
    if (this.appending !== undefined || this.pending.length === 0) return;
    if (this.pending.length >= this.options.batchRecordsMax) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), this.options.lingerMs);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const records = this.pending;
    this.pending = [];
    this.appending = this.append(records).finally(() => {
      this.appending = undefined;
      this.schedule();
    });
  }

  private async append(records: readonly LogRecord[]): Promise<void> {
    try {
      await this.log.append('slates', records, AbortSignal.timeout(this.options.deadlineMs));
    } catch (cause) {
      this.options.dropped(records.length, cause);
    } finally {
      this.unfinished -= records.length;
    }
  }
}
