import { encodeRecord, logKeyOf, type SlateRecord } from '#libs/contracts';
import type { EventLog } from '#libs/event-log';

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
  private pending: SlateRecord[] = [];
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
    this.pending.push(slate);
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
    const slates = this.pending;
    if (slates.length === 0) return;
    this.pending = [];
    // Appends overlap with what is being recorded, never with each other: a slow log makes batches larger, not more.
    this.appending = this.appending.then(() => this.append(slates));
  }

  private async append(slates: readonly SlateRecord[]): Promise<void> {
    try {
      const records = slates.map((slate) => ({ key: logKeyOf(slate), value: encodeRecord(slate) }));
      await this.log.append('slates', records, AbortSignal.timeout(this.options.deadlineMs));
    } catch (cause) {
      this.options.dropped(slates.length, cause);
    } finally {
      this.unfinished -= slates.length;
    }
  }
}
