import { describeWithPart } from '#libs/testing';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TurnByTurnRedis } from './redis-turn-by-turn.js';

describeWithPart('Redis', 'a connection that sends turn by turn', (url) => {
  let redis: TurnByTurnRedis;

  beforeEach(async () => {
    redis = new TurnByTurnRedis(url);
    await redis.ping();
  });

  afterEach(() => redis.quit());

  it('sends the commands of a turn at once, and the next turn’s after them', async () => {
    const key = `test-${randomUUID()}`;
    const sent = vi.spyOn(redis.stream, '_writev' as never);
    const first = await Promise.all([
      redis.set(key, 'x', 'PX', 1_000),
      redis.append(key, 'y'),
      redis.get(key),
    ]);
    const second = await Promise.all([redis.append(key, 'z'), redis.get(key)]);
    expect([first, second]).toEqual([
      ['OK', 2, 'xy'],
      [3, 'xyz'],
    ]);
    expect(sent).toHaveBeenCalledTimes(2);
  });

  it('goes on over a connection that was closed while commands were held back', async () => {
    const lost = redis.ping();
    const back = once(redis, 'ready');
    redis.stream.destroy();
    await expect(lost).resolves.toBe('PONG');
    await back;
    expect(await Promise.all([redis.ping(), redis.ping()])).toEqual(['PONG', 'PONG']);
  });
});
