import { setTimeout as pause } from 'node:timers/promises';

/** Pauses before the second and later attempts, milliseconds: across a reconnect, not across an outage. */
const PAUSES_MS = [20, 60, 150];

/**
 * @returns what the answer is, or rejects once the time is over; a late answer is dropped. A process that was held up finds its
 * timers due before it has looked at its sockets, where the answer may lie already: it looks once before it gives up.
 */
export async function within<T>(timeoutMs: number, answer: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const giveUp = (): void => reject(new Error(`no answer within ${timeoutMs} ms`));
    const timer = setTimeout(() => setImmediate(giveUp), timeoutMs);
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
