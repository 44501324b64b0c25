import { FreshetError, messageOf } from '#libs/contracts';

/** @returns the one error every adapter answers with when it can't do what was asked now. */
export function storeUnavailable(cause: unknown): FreshetError {
  return new FreshetError(
    'FRESHET_STORE_UNAVAILABLE',
    `The session store is unavailable: ${messageOf(cause)}.`,
    { retryable: true, cause },
  );
}
