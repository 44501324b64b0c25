/** Something about the store that an operator may want to know; the composing root decides where it is written. */
export interface StoreNotice {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  /** Facts to search for. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export type StoreNoticeListener = (notice: StoreNotice) => void;
