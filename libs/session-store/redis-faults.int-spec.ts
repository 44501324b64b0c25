import { startRedis, type RunningRedis } from '#libs/parts';
import { codeRejectedBy, eventRecord, stateOf } from '#libs/testing';
import type { SessionRef } from '#libs/contracts';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openRedisSessionStore } from './open-session-store.js';
import type { SessionStore } from './session-store.js';
import type { StoreNotice } from './store-notice.js';

const READ_TIMEOUT_MS = 100;
/** A read may wait for its timeout and for a busy machine to run the timer. */
const READ_TAKES_MS_MAX = READ_TIMEOUT_MS + 150;
/** Promised after a restart of Redis. */
const BACK_WITHIN_MS = 5_000;

describe('the Redis session store, when Redis fails', () => {
  let ref: SessionRef;
  let folder: string;
  let redis: RunningRedis;
  let store: SessionStore;
  let notices: StoreNotice[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'freshet-redis-'));
    redis = await startRedis({ dataFolder: folder });
  });

  afterEach(async () => {
    await store.close();
    await redis.restart();
  });

  afterAll(async () => {
    await redis.stop();
    await rm(folder, { recursive: true });
  });

  async function open(): Promise<void> {
    ref = { site: 'demo', session: randomUUID() };
    notices = [];
    store = await openRedisSessionStore({
      urls: [redis.url],
      readTimeoutMs: READ_TIMEOUT_MS,
      writeTimeoutMs: 300,
      connectWaitMs: 500,
      onNotice: (notice) => notices.push(notice),
    });
  }

  async function timed(read: Promise<unknown>): Promise<{ code: string; tookMs: number }> {
    const startedMs = performance.now();
    const code = await codeRejectedBy(read);
    return { code, tookMs: performance.now() - startedMs };
  }

  const backAgain = (): Promise<void> =>
    vi.waitFor(async () => expect(await store.read(ref)).toBeDefined(), {
      timeout: BACK_WITHIN_MS,
      interval: 20,
    });

  it('rejects reads at once while it is stopped, and is back with its data within 5 s of its return', async () => {
    await open();
    await store.save([{ ref, expected: null, next: stateOf(eventRecord()) }]);
    await redis.stop();
    await vi.waitFor(async () =>
      expect((await timed(store.read(ref))).code).toBe('FRESHET_STORE_UNAVAILABLE'),
    );
    const reads = await Promise.all(Array.from({ length: 50 }, () => timed(store.read(ref))));
    for (const { code, tookMs } of reads) {
      expect(code).toBe('FRESHET_STORE_UNAVAILABLE');
      expect(tookMs).toBeLessThan(READ_TAKES_MS_MAX);
    }
    expect((await store.health()).healthy).toBe(false);
    await redis.restart();
    await backAgain();
    expect(await store.health()).toEqual({ healthy: true });
    expect(notices.map(({ level }) => level)).toEqual(['warn', 'warn', 'info', 'info']);
  });

  it('rejects reads within their timeout while it hangs, however many wait, and answers again after', async () => {
    await open();
    await store.save([{ ref, expected: null, next: stateOf(eventRecord()) }]);
    await redis.freeze();
    for (let round = 0; round < 3; round += 1) {
      const reads = await Promise.all(Array.from({ length: 50 }, () => timed(store.read(ref))));
      for (const { code, tookMs } of reads) {
        expect(code).toBe('FRESHET_STORE_UNAVAILABLE');
        expect(tookMs).toBeLessThan(READ_TAKES_MS_MAX);
      }
    }
    await redis.thaw();
    await backAgain();
  });

  it('rejects writes while it is away, and never lets one count twice that it was sent before', async () => {
    await open();
    const first = stateOf(eventRecord());
    const write = { ref, expected: null, next: first };
    await redis.freeze();
    expect(await codeRejectedBy(store.save([write]))).toBe('FRESHET_STORE_UNAVAILABLE');
    expect(await codeRejectedBy(store.load([ref]))).toBe('FRESHET_STORE_UNAVAILABLE');
    await redis.thaw();
    await vi.waitFor(() => store.read(ref), BACK_WITHIN_MS);
    expect(await store.save([write])).toEqual([true]);
    expect(await store.load([ref])).toEqual([first]);
  });

  it('opens without Redis and finds it when it comes', async () => {
    await redis.stop();
    await open();
    expect(await codeRejectedBy(store.read(ref))).toBe('FRESHET_STORE_UNAVAILABLE');
    await redis.restart({ emptied: true });
    await vi.waitFor(async () => expect(await store.read(ref)).toBeUndefined(), BACK_WITHIN_MS);
    expect(await store.save([{ ref, expected: null, next: stateOf(eventRecord()) }])).toEqual([true]);
  });

  it('tells that it speaks to a server that was started anew before that one answers anything', async () => {
    await open();
    await store.save([{ ref, expected: null, next: stateOf(eventRecord()) }]);
    const { incarnation } = store;
    await store.load([ref]);
    expect(store.incarnation).toBe(incarnation);
    await redis.restart({ emptied: true });
    const answered = async (): Promise<string> => {
      await store.load([ref]);
      return store.incarnation;
    };
    const afterwards = await vi.waitFor(answered, BACK_WITHIN_MS);
    expect(afterwards).not.toBe(incarnation);
  });

  it('knows nothing after Redis came back emptied', async () => {
    await open();
    await store.save([{ ref, expected: null, next: stateOf(eventRecord()) }]);
    await store.setWatermark({ epoch: 1, partition: 0, nextOffset: 1 }, null);
    await redis.restart({ emptied: true });
    await vi.waitFor(async () => expect(await store.read(ref)).toBeUndefined(), BACK_WITHIN_MS);
    await vi.waitFor(async () => expect(await store.watermarks([0])).toEqual([undefined]), BACK_WITHIN_MS);
  });
});
