import type { ErrorCode } from './error-codes.js';

/**
 * A fault with a name that outlives its wording. The HTTP status is decided in one filter, from the code.
 * `retryable` says whether the same call may succeed later; `details` is a list that people read one by one.
 */
export class FreshetError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly options: {
      readonly retryable?: boolean;
      readonly details?: readonly unknown[];
      readonly cause?: unknown;
      /** Seconds after which a retry makes sense. */
      readonly retryAfterSeconds?: number;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'FreshetError';
  }

  get retryable(): boolean {
    return this.options.retryable ?? false;
  }
}

/** @returns the message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
