import { afterEach, describe, expect, it } from 'vitest';
import {
  faultIn,
  someBatch,
  someEvent,
  startCollector,
  type CollectorOptions,
  type CollectorUnderTest,
} from './collector-under-test.js';

let collector: CollectorUnderTest;

afterEach(() => collector.close());

async function start(options: CollectorOptions): Promise<void> {
  collector = await startCollector(options);
}

function events(count: number): unknown[] {
  return Array.from({ length: count }, () => someEvent());
}

describe('the limit of an address', () => {
  const slow = 'collector: { limits: { addressEventsPerSecond: 10, burstSeconds: 10 } }';
  const trusting =
    'collector: { trustedProxies: [127.0.0.0/8], limits: { addressEventsPerSecond: 10, burstSeconds: 10 } }';
  const forwardedFor = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });

  it('refuses what is beyond it, and says when the same batch would pass', async () => {
    await start({ yaml: slow });
    expect((await collector.post(someBatch(events(80)))).status).toBe(202);
    const refused = await collector.post(someBatch(events(50)));
    expect(refused.status).toBe(429);
    // 20 of the 100 are left and 10 come back every second.
    expect(refused.headers.get('retry-after')).toBe('3');
    expect(await faultIn(refused)).toMatchObject({ code: 'FRESHET_RATE_LIMITED' });
    expect((await collector.post(someBatch(events(20)))).status).toBe(202);
  });

  it('is not escaped by a made-up X-Forwarded-For', async () => {
    await start({ yaml: slow });
    expect((await collector.post(someBatch(events(100)), forwardedFor('203.0.113.1'))).status).toBe(202);
    expect((await collector.post(someBatch(events(50)), forwardedFor('203.0.113.2'))).status).toBe(429);
  });

  it('holds for the address that a trusted proxy names, and for the last one it did not trust', async () => {
    await start({ yaml: trusting });
    expect((await collector.post(someBatch(events(100)), forwardedFor('203.0.113.1'))).status).toBe(202);
    expect((await collector.post(someBatch(events(50)), forwardedFor('203.0.113.2'))).status).toBe(202);
    expect(
      (await collector.post(someBatch(events(50)), forwardedFor('198.51.100.9, 203.0.113.1'))).status,
    ).toBe(429);
  });

  it('counts the addresses of one IPv6 network as one', async () => {
    await start({ yaml: trusting });
    expect((await collector.post(someBatch(events(100)), forwardedFor('2001:db8:1:2::1'))).status).toBe(202);
    expect((await collector.post(someBatch(events(50)), forwardedFor('2001:db8:1:2:9::7'))).status).toBe(429);
    expect((await collector.post(someBatch(events(50)), forwardedFor('2001:db8:1:3::1'))).status).toBe(202);
  });
});

describe('the limit of a site', () => {
  it('refuses what is beyond it, and no other site', async () => {
    await start({
      yaml: 'sites: { demo: {}, other: {} }\ncollector: { limits: { siteEventsPerSecond: 1, burstSeconds: 1 } }',
    });
    expect((await collector.post(someBatch(events(100)))).status).toBe(202);
    const refused = await collector.post(someBatch(events(10)));
    expect(refused.status).toBe(429);
    expect((await faultIn(refused)).message).toContain('the site demo');
    expect((await collector.post(someBatch(events(10), { site: 'other' }))).status).toBe(202);
  });
});

describe('a log that is in trouble', () => {
  it('that does not answer costs a sender no more than the deadline', async () => {
    await start({ yaml: 'collector: { deadlineMs: 100 }' });
    collector.log.fault = () => 'hangs';
    const started = performance.now();
    const refused = await collector.post(someBatch());
    expect(performance.now() - started).toBeLessThan(1000);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await faultIn(refused)).toMatchObject({ code: 'FRESHET_DEADLINE_PASSED' });
  });

  it('counts an event as refused whose deadline passed, though it arrives later', async () => {
    await start({ yaml: 'collector: { deadlineMs: 50 }' });
    let arrive: () => void = () => undefined;
    const arriving = new Promise<void>((resolve) => (arrive = resolve));
    collector.log.fault = () => arriving;
    expect((await collector.post(someBatch())).status).toBe(503);
    arrive();
    expect(await collector.records('events', 1)).toHaveLength(1);
    const metrics = await collector.metrics();
    expect(metrics.get('freshet_collector_events_appended_total')).toBe(0);
    expect(metrics.get('freshet_collector_events_refused_total{reason="deadline_passed"}')).toBe(1);
  });

  it('that refuses is a 503 with a time to come again, never a 202', async () => {
    await start({});
    collector.log.fault = () => 'fails';
    const refused = await collector.post(someBatch());
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await faultIn(refused)).toMatchObject({ code: 'FRESHET_LOG_UNAVAILABLE' });
  });

  it('makes the service unready, and live all the same', async () => {
    await start({});
    collector.log.fault = () => 'fails';
    const ready = await fetch(`${collector.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({
      status: 'unready',
      checks: [{ name: 'event-log', healthy: false, reason: 'broken' }],
    });
    expect((await fetch(`${collector.url}/health/live`)).status).toBe(200);
  });

  it('lets no more events wait than configured: the next batch is refused at once', async () => {
    await start({ yaml: 'collector: { deadlineMs: 5000, inFlightEventsMax: 100 }' });
    let arrive: () => void = () => undefined;
    const arriving = new Promise<void>((resolve) => (arrive = resolve));
    collector.log.fault = () => arriving;
    const waiting = collector.post(someBatch(events(90)));
    await expect.poll(async () => (await collector.metrics()).get('freshet_collector_in_flight')).toBe(90);
    const refused = await collector.post(someBatch(events(20)));
    expect(refused.status).toBe(503);
    expect(await faultIn(refused)).toMatchObject({ code: 'FRESHET_OVERLOADED' });
    arrive();
    expect((await waiting).status).toBe(202);
  });

  it('never keeps a sender of bad events waiting for their dead letters, and counts those it lost', async () => {
    await start({});
    collector.log.fault = (topic) => (topic === 'dead-letter' ? 'hangs' : 'none');
    expect((await collector.post(someBatch([someEvent({ type: 'dance' })]))).status).toBe(202);
    collector.log.fault = (topic) => (topic === 'dead-letter' ? 'fails' : 'none');
    expect((await collector.post(someBatch([someEvent({ type: 'dance' })]))).status).toBe(202);
    const lost = async (): Promise<unknown> =>
      (await collector.metrics()).get('freshet_collector_dead_letters_total{outcome="lost"}');
    await expect.poll(lost).toBe(1);
  });
});
