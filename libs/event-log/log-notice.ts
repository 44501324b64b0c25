/** Something about the log that an operator may want to know; the composing root decides where it is written. */
export interface LogNotice {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  /** Facts to search for: group, topic, partition, counts. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export type NoticeListener = (notice: LogNotice) => void;

/** For callers that want to hear nothing. */
export const unheard: NoticeListener = () => undefined;
