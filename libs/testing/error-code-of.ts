import { FreshetError, type ErrorCode } from '#libs/contracts';

/** @returns the code of what a call throws; anything but a FreshetError is thrown on. */
export function codeThrownBy(call: () => unknown): ErrorCode | 'nothing was thrown' {
  try {
    call();
  } catch (thrown) {
    return codeOf(thrown);
  }
  return 'nothing was thrown';
}

/** @returns the code of what a promise rejects with; anything but a FreshetError is thrown on. */
export async function codeRejectedBy(promise: Promise<unknown>): Promise<ErrorCode | 'nothing was thrown'> {
  try {
    await promise;
  } catch (thrown) {
    return codeOf(thrown);
  }
  return 'nothing was thrown';
}

function codeOf(thrown: unknown): ErrorCode {
  if (thrown instanceof FreshetError) return thrown.code;
  throw thrown;
}
