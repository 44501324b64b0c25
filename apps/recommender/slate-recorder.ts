import { encodeRecord, logKeyOf, type SlateRecord } from '#libs/contracts';
import type { EventLog, LogRecord } from '#libs/event-log';

export interface SlateRecorderOptions {
  /** Longest a record waits here before it is handed to the log, milliseconds: what a SIGKILL may lose. */
  readonly lingerMs: number;
  /** Records kept while the log is away; beyond it the newest are dropped and counted. */
  readonly pendingMax: number;
  /** Longest one append may take, milliseconds. */
  readonly deadlineMs: number;
  readonly dropped: (records: number, cause: unknown) => void;
}

/** Puts slate records on the log, off the answer's path and in batches. */
export class SlateRecorder {
  private pending: LogRecord[] = [];
  private timer: NodeJS.Timeout | undefined;
  private appending: Promise<void> = Promise.resolve();
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
    this.pending.push({ key: logKeyOf(slate), value: encodeRecord(slate) });
    this.timer ??= setTimeout(() => this.flush(), this.options.lingerMs);
  }

  /** Hands over everything recorded so far and waits for the log to have it. */
  async close(): Promise<void> {
    this.flush();
    await this.appending;
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const records = this.pending;
    if (records.length === 0) return;
    this.pending = [];
    // Appends overlap with what is being recorded, never with each other: a slow log makes batches larger, not more.
    this.appending = this.appending.then(() => this.append(records));
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
