import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from './faulty-event-log.js';
import {
  someBatch,
  someEvent,
  startCollector,
  type CollectorUnderTest,
  type Metrics,
} from './collector-under-test.js';

const ROUNDS = 60;
const SENDERS = 12;

let collector: CollectorUnderTest;

beforeAll(async () => {
  collector = await startCollector({
    // Tight, so that every way of refusing happens: 429, 503 at once, and a deadline that passes.
    yaml: `
sites: { demo: {}, guarded: { origins: ['https://shop.example'] } }
collector: { deadlineMs: 40, inFlightEventsMax: 400, limits: { addressEventsPerSecond: 1500, burstSeconds: 1 } }`,
  });
});

afterAll(() => collector.close());

/** The same faults in every run: a small generator with a seed. */
function* dice(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

function faultOf(roll: number): Fault {
  if (roll < 0.1) return 'fails';
  if (roll < 0.2) return 'hangs';
  // Sometimes in time and sometimes, with the deadline passed, too late.
  if (roll < 0.5) return new Promise((resolve) => setTimeout(resolve, roll * 100));
  return 'none';
}

function bodyOf(roll: number): unknown {
  const events = Array.from({ length: 1 + Math.floor(roll * 60) }, (_, index) =>
    someEvent(index % 7 === 3 ? { type: 'dance' } : {}),
  );
  if (roll < 0.05) return '{"site":';
  if (roll < 0.1) return someBatch(events, { site: 'nowhere' });
  if (roll < 0.15) return someBatch(events, { sentAt: 'now' });
  if (roll < 0.2) return someBatch(Array(150).fill(null));
  if (roll < 0.25) return someBatch(events, { site: 'guarded' });
  return someBatch(events);
}

/** Sends a batch and hangs up before the answer. */
function sendAndLeave(body: unknown): Promise<void> {
  return new Promise((resolve) => {
    const sent = request(`${collector.url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
    });
    sent.on('error', () => undefined).on('close', () => resolve());
    sent.end(JSON.stringify(body), () => setImmediate(() => sent.destroy()));
  });
}

function sum(metrics: Metrics, name: string): number {
  return [...metrics].filter(([key]) => key.startsWith(name)).reduce((total, [, value]) => total + value, 0);
}

function accountsOf(metrics: Metrics): { received: number; settled: number; inFlight: number } {
  const settled = ['appended', 'rejected', 'refused'].map((name) =>
    sum(metrics, `freshet_collector_events_${name}_total`),
  );
  return {
    received: sum(metrics, 'freshet_collector_events_received_total'),
    settled: settled.reduce((total, value) => total + value, 0),
    inFlight: sum(metrics, 'freshet_collector_in_flight'),
  };
}

describe('the accounts of events', () => {
  it('balance at every scrape, whatever fails, hangs, is refused or hangs up', async () => {
    const rolls = dice(7);
    const roll = (): number => rolls.next().value;
    collector.log.fault = (topic) => (topic === 'events' ? faultOf(roll()) : 'none');
    const statuses = new Map<number, number>();
    let isSending = true;
    const send = async (): Promise<void> => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const body = bodyOf(roll());
        if (roll() < 0.1) await sendAndLeave(body);
        else {
          const { status } = await collector.post(body, { origin: 'https://other.example' });
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      }
    };
    const scrape = async (): Promise<ReturnType<typeof accountsOf>[]> => {
      const scrapes = [];
      while (isSending) scrapes.push(accountsOf(await collector.metrics()));
      return scrapes;
    };
    const scraping = [scrape(), scrape()];
    await Promise.all(Array.from({ length: SENDERS }, send)).finally(() => (isSending = false));
    const scrapes = (await Promise.all(scraping)).flat();

    expect(scrapes.length).toBeGreaterThan(20);
    for (const { received, settled, inFlight } of scrapes) expect(settled + inFlight).toBe(received);
    // The test is worth something only when all of it happened.
    expect([...statuses.keys()].sort()).toEqual([202, 400, 403, 404, 413, 429, 503]);
    expect(scrapes.some(({ inFlight }) => inFlight > 0)).toBe(true);
    await expect.poll(async () => accountsOf(await collector.metrics()).inFlight).toBe(0);
    const metrics = await collector.metrics();
    for (const reason of [
      'deadline_passed',
      'log_unavailable',
      'rate_limited',
      'site_unknown',
      'origin_refused',
    ]) {
      expect(
        metrics.get(`freshet_collector_events_refused_total{reason="${reason}"}`),
        reason,
      ).toBeGreaterThan(0);
    }
    const { received, settled } = accountsOf(metrics);
    expect(settled).toBe(received);
  });

  it('count what the log has: everything answered with 202 is on it', async () => {
    collector.log.fault = () => 'none';
    const event = someEvent({ session: 'counted-1' });
    const before = await collector.metrics();
    await expect.poll(async () => (await collector.post(someBatch([event]))).status).toBe(202);
    const after = await collector.metrics();
    const name = 'freshet_collector_events_appended_total';
    expect(Number(after.get(name)) - Number(before.get(name))).toBe(1);
    // What was refused for its deadline may stand on the log too, so its size says nothing.
    const stored = async (): Promise<number> =>
      (await collector.records('events', Number(after.get(name)))).filter(
        ({ session }) => session === 'counted-1',
      ).length;
    await expect.poll(stored).toBe(1);
  });
});
