import type { LoggerService } from '@nestjs/common';
import { destination, pino, stdTimeFunctions, type DestinationStream, type Logger as Pino } from 'pino';
import type { LogLevel } from './environment.js';

const STDERR = 2;
/** Loaded where a person looks on alone. */
const pretty = process.stderr.isTTY ? (await import('pino-pretty')).default : undefined;

/**
 * Nest's logger, writing to stderr: one JSON object a line (`time`, `level`, `app`, `message`, `context` and fields), or, where
 * a person looks on, a readable line. Everything logs through Nest's `Logger`:
 * `logger.warn('The log is slow', { lagRecords })`; an Error among the parameters becomes `error`.
 */
export class StructuredLogger implements LoggerService {
  private readonly pino: Pino;

  constructor(app: string, level: LogLevel, stream: DestinationStream = stderr()) {
    this.pino = pino(
      {
        level,
        base: { app },
        messageKey: 'message',
        errorKey: 'error',
        timestamp: stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      stream,
    );
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: LogLevel | 'fatal', message: unknown, rest: readonly unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const fields = fieldsOf(rest);
    if (level !== 'debug' && FRAMEWORK_CONTEXTS.has(fields['context'])) {
      this.write('debug', message, rest);
      return;
    }
    if (message instanceof Error) this.pino[level]({ ...fields, error: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.pino[level]({ ...fields, ...message });
    else this.pino[level](fields, String(message));
  }
}

/** Nest's account of its own start: a line for each module and route, and the fault that it also throws. */
const FRAMEWORK_CONTEXTS: ReadonlySet<unknown> = new Set([
  'ExceptionHandler',
  'NestFactory',
  'NestApplication',
  'NestMicroservice',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
]);

/** Nest passes the context last, and the stack of an error as text before it. */
function fieldsOf(rest: readonly unknown[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [index, value] of rest.entries()) {
    if (value instanceof Error) fields['error'] = value;
    else if (typeof value === 'object' && value !== null) Object.assign(fields, value);
    else if (typeof value === 'string') fields[index === rest.length - 1 ? 'context' : 'stack'] = value;
  }
  return fields;
}

/** Written at once: what a process said before it died is what one wants to read. */
function stderr(): DestinationStream {
  if (!pretty) return destination({ fd: STDERR, sync: true });
  return pretty({
    destination: STDERR,
    sync: true,
    messageKey: 'message',
    errorLikeObjectKeys: ['error'],
    ignore: 'pid,hostname',
  });
}
