import type { EventLog } from '#libs/event-log';

/** Where a log keeps its records: it can be opened again and again, one log at a time. */
export interface LogPlace {
  open(): Promise<EventLog>;
  /** Called once its logs are closed. */
  remove(): Promise<void>;
}

/** The log that a test works on, open at its start. */
export interface LogBench {
  readonly log: EventLog;
  open(): Promise<void>;
  /** Closes the log and opens it again. */
  reopen(): Promise<void>;
}
