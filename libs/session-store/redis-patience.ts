import { setTimeout as pause } from 'node:timers/promises';

/** Pauses before the second and later attempts, milliseconds: across a reconnect, not across an outage. */
const PAUSES_MS = [20, 60, 150];

/** @returns what the answer is, or rejects once the time is over; a late answer is dropped. */
export async function within<T>(timeoutMs: number, answer: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Sends something that may be sent twice, a few times. @throws what the last attempt threw. */
export async function again<T>(send: () => Promise<T>, givenUp: () => boolean): Promise<T> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await send();
    } catch (thrown) {
      if (givenUp()) throw thrown;
      await pause(pauseMs);
    }
  }
  return send();
}
