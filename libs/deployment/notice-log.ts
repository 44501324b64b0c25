import { Logger } from '@nestjs/common';

/** What adapters tell: they know no logger. */
interface Notice {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** @returns a listener that writes an adapter's notices into the log of the app, signed with the adapter's name. */
export function noticeLog(name: string): (notice: Notice) => void {
  const logger = new Logger(name);
  return ({ level, message, details = {} }) => logger[level === 'info' ? 'log' : level](message, details);
}
