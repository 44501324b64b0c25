import { FreshetError, LIMITS } from '#libs/contracts';
import type { LogRecord } from './event-log.js';

const RETRY_AFTER_SECONDS = 1;

/** @returns the one error every adapter answers with when an append or a question can't be served now. */
export function logUnavailable(reason: string, cause?: unknown): FreshetError {
  return new FreshetError('FRESHET_LOG_UNAVAILABLE', `The event log is unavailable: ${reason}.`, {
    retryable: true,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause,
  });
}

/** @throws FreshetError FRESHET_LOG_UNAVAILABLE when the caller has given up already. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw aborted(signal);
}

/** Settles with the work, or rejects with FRESHET_LOG_UNAVAILABLE as soon as the caller gives up; the work itself goes on. */
export function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(aborted(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** Bytes of a record beyond its value and key, about the same in both logs. */
export const RECORD_OVERHEAD_BYTES = 32;

/** @throws FreshetError FRESHET_RECORD_INVALID: no log would ever take the record, so trying again is pointless. */
export function sizeOf(record: LogRecord, bytesMax: number): number {
  const bytes = record.value.length + Buffer.byteLength(record.key) + RECORD_OVERHEAD_BYTES;
  if (bytes <= bytesMax) return bytes;
  throw new FreshetError(
    'FRESHET_RECORD_INVALID',
    `A record of ${bytes} bytes is larger than the ${bytesMax} that the event log takes; ` +
      `an event is at most ${LIMITS.recordBytesMax}.`,
  );
}

function aborted(signal: AbortSignal): FreshetError {
  return logUnavailable('the append was given up before the log confirmed it', signal.reason);
}
