import { freePort, startRedis, type RunningRedis } from '#libs/parts';
import { describeSessionStore, eventRecord, stateOf, type OpenedStore } from '#libs/testing';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openRedisSessionStore } from './open-session-store.js';

const SERVERS = 3;
const SLOTS = 16_384;

/** A server of a cluster listens 10,000 above its port as well: also below those that outgoing connections take, from 32768 up. */
async function clusterPort(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (port + 10_000 < 32_768) return port;
  }
}

/** Three servers that share the slots evenly, without replicas. */
describe('the Redis session store on a Redis Cluster', () => {
  let folder: string;
  const servers: RunningRedis[] = [];
  const admins: Redis[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'freshet-redis-cluster-'));
    for (let n = 0; n < SERVERS; n += 1) {
      const server = await startRedis({
        dataFolder: join(folder, String(n)),
        port: await clusterPort(),
        settings: { 'cluster-enabled': 'yes' },
      });
      servers.push(server);
      admins.push(new Redis(server.url));
    }
    await Promise.all(
      admins.map(async (admin, n) => {
        const [from, end] = [n, n + 1].map((third) => Math.floor((third * SLOTS) / SERVERS)) as [
          number,
          number,
        ];
        await admin.call('CLUSTER', 'ADDSLOTSRANGE', from, end - 1);
        for (const { port } of servers) await admin.call('CLUSTER', 'MEET', '127.0.0.1', port);
      }),
    );
    const whole = async (): Promise<void> => {
      for (const admin of admins) {
        const info = await admin.call('CLUSTER', 'INFO');
        expect(info).toContain('cluster_state:ok');
        expect(info).toContain(`cluster_known_nodes:${SERVERS}`);
      }
    };
    await vi.waitFor(whole, { timeout: 30_000, interval: 100 });
  });

  afterAll(async () => {
    for (const admin of admins) admin.disconnect();
    for (const server of servers) await server.stop();
    await rm(folder, { recursive: true });
  });

  async function open(ttlMs = 60_000): Promise<OpenedStore> {
    const keyPrefix = `test-${randomUUID()}:`;
    const urls = servers.map(({ url }) => url);
    const store = await openRedisSessionStore({ urls, ttlMs, keyPrefix, readTimeoutMs: 2_000 });
    const onItsServer = async (command: (admin: Redis) => Promise<unknown>): Promise<void> => {
      // The other servers answer that the key is not theirs.
      await Promise.any(admins.map(command));
    };
    return {
      store,
      spoil: ({ site, session }, vector) =>
        onItsServer((admin) => admin.set(`${keyPrefix}{${site}:${session}}:v`, vector, 'PX', ttlMs)),
      loseEpoch: () => onItsServer((admin) => admin.del(`${keyPrefix}epoch`)),
    };
  }

  describeSessionStore('The Redis Cluster store', open);

  it('spreads sessions over its servers', async () => {
    const { store } = await open();
    const refs = Array.from({ length: 60 }, (_, n) => ({ site: 'demo', session: `session-${n}-of-many` }));
    await store.save(refs.map((ref) => ({ ref, expected: null, next: stateOf(eventRecord(ref)) })));
    for (const admin of admins) expect(await admin.dbsize()).toBeGreaterThan(0);
    await store.close();
  });

  it('loses every watermark as soon as any one server loses its memory', async () => {
    const { store } = await open();
    const watermark = { epoch: 1, partition: 4, nextOffset: 70 };
    for (const admin of admins) {
      const [before] = await store.watermarks([4]);
      expect(await store.setWatermark(watermark, before ?? null)).toBe(true);
      expect(await store.watermarks([4])).toEqual([watermark]);
      await admin.flushall();
      expect(await store.watermarks([4])).toEqual([undefined]);
      const next = { ...watermark, nextOffset: 80 };
      expect(await store.setWatermark(next, watermark)).toBe(false);
    }
    expect(await store.setWatermark(watermark, null)).toBe(true);
    await store.close();
  });

  it('tells when one of its servers was started anew', async () => {
    const { store } = await open();
    const refs = Array.from({ length: 60 }, (_, n) => ({ site: 'demo', session: `session-${n}-of-many` }));
    await store.load(refs);
    const { incarnation } = store;
    await store.load(refs);
    expect(store.incarnation).toBe(incarnation);
    await servers[1]?.restart();
    await vi.waitFor(() => store.load(refs), { timeout: 10_000, interval: 50 });
    expect(store.incarnation).not.toBe(incarnation);
    await store.close();
  });

  it('completes a watermark that was moved on some servers only', async () => {
    const { store } = await open();
    const mark = (nextOffset: number) => ({ epoch: 1, partition: 0, nextOffset });
    await store.setWatermark(mark(10), null);
    // Two consumers whose moves interleave leave the witnesses apart.
    await Promise.all([store.setWatermark(mark(20), mark(10)), store.setWatermark(mark(30), mark(10))]);
    await vi.waitFor(async () => {
      const [stored] = await store.watermarks([0]);
      expect(await store.setWatermark(mark(40), stored ?? null)).toBe(true);
    });
    expect(await store.watermarks([0])).toEqual([mark(40)]);
    await store.close();
  });
});
