import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BatchReceipt } from '#libs/contracts';
import {
  faultIn,
  receiptIn,
  someBatch,
  someEvent,
  startCollector,
  type CollectorUnderTest,
} from './collector-under-test.js';

let collector: CollectorUnderTest;

beforeAll(async () => {
  collector = await startCollector();
});

afterAll(() => collector.close());

async function receiptOf(body: unknown): Promise<BatchReceipt> {
  return receiptIn(await collector.post(body));
}

describe('a batch', () => {
  it('is accepted once its events are on the log, with the site and the time of arrival', async () => {
    const event = someEvent({ session: 'arrives-1', page: 'https://shop.example/a' });
    const before = Date.now();
    expect(await receiptOf(someBatch([{ ...event, color: 'dropped' }]))).toEqual({
      accepted: 1,
      rejected: [],
    });
    const stored = (await collector.records('events', 1)).find(({ id }) => id === event['id']);
    expect(stored).toEqual({ ...event, site: 'demo', receivedAt: stored?.['receivedAt'] });
    expect(Number(stored?.['receivedAt'])).toBeGreaterThanOrEqual(before);
  });

  it('may say of an event who the visitor is to the site, by a hash', async () => {
    const user = createHash('sha256').update('demo\njo@shop.example').digest('hex');
    expect(user).toHaveLength(64);
    const event = someEvent({ visitor: 'device-0001', user });
    expect(await receiptOf(someBatch([event]))).toEqual({ accepted: 1, rejected: [] });
    const stored = (await collector.records('events', 1)).find(({ id }) => id === event['id']);
    expect(stored).toMatchObject({ visitor: 'device-0001', user });
  });

  it('may say how many events its sender had to drop: they are counted once it is accepted', async () => {
    const counted = async (): Promise<number> =>
      (await collector.metrics()).get('freshet_collector_sender_dropped_events_total{site="demo"}') ?? 0;
    const before = await counted();
    for (const dropped of [7, 0, undefined, 5]) await receiptOf(someBatch([someEvent()], { dropped }));
    expect(await counted()).toBe(before + 12);
    for (const dropped of [-1, 1.5, '3', null]) {
      const response = await collector.post(someBatch([someEvent()], { dropped }));
      expect(response.status).toBe(400);
      expect((await faultIn(response)).message).toMatch(/dropped must be a whole number from 0/);
    }
    expect(await counted()).toBe(before + 12);
  });

  it('is read from text/plain, with or without a charset, as it is from application/json', async () => {
    for (const type of ['text/plain', 'text/plain;charset=UTF-8', 'application/json; charset=utf-8']) {
      const response = await collector.post(someBatch(), { 'content-type': type });
      expect(response.status, type).toBe(202);
    }
  });

  it('keeps its good events when others are bad, and lists the bad ones by position', async () => {
    const batch = someBatch([someEvent(), someEvent({ type: 'dance' }), someEvent({ id: 'x' }), someEvent()]);
    const { accepted, rejected } = await receiptOf(batch);
    expect(accepted).toBe(2);
    expect(rejected.map(({ index, code }) => [index, code])).toEqual([
      [1, 'FRESHET_EVENT_INVALID'],
      [2, 'FRESHET_EVENT_INVALID'],
    ]);
  });

  it('may hold the same event twice', async () => {
    const event = someEvent();
    expect(await receiptOf(someBatch([event, event]))).toEqual({ accepted: 2, rejected: [] });
  });

  it('marks its records when it is a test', async () => {
    const event = someEvent();
    await receiptOf(someBatch([event], { test: true }));
    await vi.waitFor(async () => {
      const stored = (await collector.records('events', 1)).find(({ id }) => id === event['id']);
      expect(stored).toMatchObject({ test: true });
    });
  });

  it('from a clock that is ten years off is moved to now, and keeps its own intervals', async () => {
    const tenYearsMs = 10 * 365 * 86_400_000;
    const senderNow = Date.now() - tenYearsMs;
    const events = [someEvent({ ts: senderNow - 5000 }), someEvent({ ts: senderNow - 1000 })];
    await receiptOf(someBatch(events, { sentAt: senderNow }));
    const stored = await collector.records('events', 1);
    const times = events.map(({ id }) => Number(stored.find((record) => record['id'] === id)?.['ts']));
    expect(Number(times[1]) - Number(times[0])).toBe(4000);
    expect(Math.abs(Date.now() - Number(times[1]))).toBeLessThan(10_000);
  });

  it('for a site that was imported while the service runs is accepted within a second', async () => {
    const batch = someBatch([someEvent()], { site: 'imported' });
    expect((await collector.post(batch)).status).toBe(404);
    mkdirSync(join(collector.dataFolder, 'history', 'imported'), { recursive: true });
    await vi.waitFor(async () => expect((await collector.post(batch)).status).toBe(202), {
      timeout: 1000,
      interval: 50,
    });
  });
});
