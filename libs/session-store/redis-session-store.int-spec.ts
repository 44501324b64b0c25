import {
  describeSessionStore,
  describeWithPart,
  eventRecord,
  SOME_SESSION,
  stateOf,
  type OpenedStore,
} from '#libs/testing';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { openRedisSessionStore } from './open-session-store.js';

describeWithPart('Redis', 'the Redis session store', (url) => {
  const redis = new Redis(url);
  afterAll(() => redis.quit());

  async function open(ttlMs: number): Promise<OpenedStore & { keyPrefix: string }> {
    const keyPrefix = `test-${randomUUID()}:`;
    const store = await openRedisSessionStore({ urls: [url], ttlMs, keyPrefix, readTimeoutMs: 2_000 });
    return {
      store,
      keyPrefix,
      async spoil({ site, session }, vector) {
        await redis.set(`${keyPrefix}{${site}:${session}}:v`, vector, 'PX', ttlMs);
      },
      async loseEpoch() {
        await redis.del(`${keyPrefix}epoch`);
      },
    };
  }

  describeSessionStore('The Redis store', open);

  describe('what stands in Redis', () => {
    it('is two keys a session in one hash slot, which expire together by the server’s clock', async () => {
      const { store, keyPrefix } = await open(60_000);
      const next = stateOf(eventRecord(), eventRecord());
      await store.save([{ ref: SOME_SESSION, expected: null, next }]);
      const keys = (await redis.keys(`${keyPrefix}*`)).sort();
      expect(keys).toEqual([`${keyPrefix}{demo:session-1}:r`, `${keyPrefix}{demo:session-1}:v`]);
      for (const key of keys) {
        expect(await redis.pttl(key)).toBeGreaterThan(50_000);
        expect(await redis.pttl(key)).toBeLessThanOrEqual(60_000);
      }
      await store.close();
    });

    it('is readable for a person where it says how far the log was folded', async () => {
      const { store, keyPrefix } = await open(60_000);
      await store.epochOf(() => Promise.resolve({ endOffsets: [9, 9] }), 0);
      await store.setWatermark({ epoch: 1, partition: 1, nextOffset: 8 }, null);
      expect(await redis.get(`${keyPrefix}epoch`)).toBe('1:2');
      expect(await redis.get(`${keyPrefix}watermark:1`)).toBe('1:8');
      await store.close();
    });
  });

  it('still knows a session’s position when its event ids alone are lost', async () => {
    const { store, keyPrefix } = await open(60_000);
    const next = stateOf(eventRecord(), eventRecord());
    await store.save([{ ref: SOME_SESSION, expected: null, next }]);
    await redis.del(`${keyPrefix}{demo:session-1}:r`);
    const [state] = await store.load([SOME_SESSION]);
    expect(state?.position).toEqual(next.position);
    expect(state?.recentIds.size).toBe(0);
    await store.close();
  });

  it('goes on when the server has forgotten its scripts', async () => {
    const { store } = await open(60_000);
    const first = stateOf(eventRecord());
    const second = stateOf(eventRecord(), eventRecord());
    await store.save([{ ref: SOME_SESSION, expected: null, next: first }]);
    await redis.script('FLUSH');
    expect(await store.save([{ ref: SOME_SESSION, expected: first, next: second }])).toEqual([true]);
    await store.close();
  });
});
