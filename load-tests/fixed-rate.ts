import { Agent, get } from 'node:http';
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

export interface FixedRateOptions {
  /** Path of the next request. */
  readonly nextPath: () => string;
  readonly url: string;
  readonly perSecond: number;
  readonly seconds: number;
}

export interface FixedRateResult {
  /** Microseconds from when each request was due to the end of its answer: one that had to wait to be sent waited. */
  readonly micros: RecordableHistogram;
  /** Answers that were not 200, and broken connections. */
  readonly failures: number;
}

/** Each connection has one request under way. */
const CONNECTIONS_MAX = 256;

/**
 * Sends at due times, whatever the answers do, as visitors do. autocannon's rates come in bursts and in whole milliseconds, which
 * is too coarse for answers that take less than one.
 */
export async function atFixedRate(options: FixedRateOptions): Promise<FixedRateResult> {
  const { url, perSecond, seconds, nextPath } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX, scheduling: 'lifo' });
  const micros = createHistogram();
  const total = Math.round(perSecond * seconds);
  const startedAt = performance.now();
  let failures = 0;
  let sent = 0;
  const answers: Promise<void>[] = [];
  while (sent < total) {
    const dueMs = startedAt + (sent * 1000) / perSecond;
    await untilDue(dueMs);
    sent += 1;
    answers.push(
      ask(url + nextPath(), agent).then((ok) => {
        micros.record(Math.max(1, Math.round((performance.now() - dueMs) * 1000)));
        if (!ok) failures += 1;
      }),
    );
  }
  await Promise.all(answers);
  agent.destroy();
  return { micros, failures };
}

/** Timers are a millisecond late or more, so the last of the way goes round the event loop, where answers come in. */
async function untilDue(dueMs: number): Promise<void> {
  for (let left = dueMs - performance.now(); left > 0; left = dueMs - performance.now()) {
    await new Promise<void>((resolve) => {
      if (left > 2) setTimeout(resolve, left - 2);
      else setImmediate(resolve);
    });
  }
}

function ask(address: string, agent: Agent): Promise<boolean> {
  return new Promise((resolve) => {
    get(address, { agent }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode === 200));
      response.once('error', () => resolve(false));
    }).once('error', () => resolve(false));
  });
}
