import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningRedis, startRedis } from './index.js';
import { isAlive } from './leftover.js';

/** A program of its own, so it runs on the build. */
const STARTER = `
  import { startRedis } from '#libs/parts';
  const { url } = await startRedis({ dataFolder: process.env.DATA_FOLDER });
  process.stdout.write(url);
  setInterval(() => undefined, 1_000);
`;

// The run has one of its own where one can be had at all.
describe.skipIf(process.env['FRESHET_TEST_REDIS_URL'] === undefined)('a Redis of one’s own', () => {
  let dataFolder: string;
  let redis: RunningRedis;

  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), 'freshet-redis-'));
    redis = await startRedis({ dataFolder });
  });

  afterAll(async () => {
    await redis.kill();
    await rm(dataFolder, { recursive: true });
  });

  async function ask<T>(question: (client: Redis) => Promise<T>, url = redis.url): Promise<T> {
    const client = new Redis(url, { maxRetriesPerRequest: 0, retryStrategy: () => null });
    client.on('error', () => undefined);
    try {
      return await question(client);
    } finally {
      client.disconnect();
    }
  }

  it('gives back what was put in', async () => {
    await ask((client) => client.set('river', 'Isar'));
    expect(await ask((client) => client.get('river'))).toBe('Isar');
  });

  it('comes back on the same port with what it acknowledged, even after being killed', async () => {
    await ask((client) => client.set('river', 'Inn'));
    await redis.kill();
    await redis.restart();
    expect(await ask((client) => client.get('river'))).toBe('Inn');
  });

  it('comes back empty when asked to', async () => {
    await redis.restart({ emptied: true });
    expect(await ask((client) => client.dbsize())).toBe(0);
  });

  it('keeps connections but gives no answer while it is frozen', async () => {
    const client = new Redis(redis.url, { commandTimeout: 100 });
    await client.ping();
    await redis.freeze();
    await expect(client.ping()).rejects.toThrow(/timed out/);
    await redis.thaw();
    expect(await ask((other) => other.ping())).toBe('PONG');
    client.disconnect();
  });

  it('takes further settings in Redis’s own words', async () => {
    const small = await startRedis({
      dataFolder: join(dataFolder, 'small'),
      settings: { maxmemory: '64mb' },
    });
    const client = new Redis(small.url);
    expect(await client.config('GET', 'maxmemory')).toEqual(['maxmemory', '67108864']);
    client.disconnect();
    await small.stop();
  });

  it('ends with the process that started it, even one that was killed', async () => {
    const starter = spawn(process.execPath, ['--input-type=module', '--eval', STARTER], {
      env: { ...process.env, DATA_FOLDER: join(dataFolder, 'orphan') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url] = (await once(starter.stdout, 'data')) as [Buffer];
    starter.kill('SIGKILL');
    const answer = (): Promise<string> => ask((client) => client.ping(), url.toString());
    await expect.poll(() => answer().catch(() => 'none'), { timeout: 10_000 }).toBe('none');
  });

  it('leaves no process behind when it is stopped', async () => {
    const { pid } = redis;
    await redis.stop();
    expect(isAlive(pid)).toBe(false);
  });
});
