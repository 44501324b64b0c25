import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { retryDelayMs } from './delivery.js';
import { hashLogin } from './login.js';
import { randomId } from './random-id.js';
import { queryOf } from './recommend.js';
import { isLive } from './session.js';

describe('The rest after a failure', () => {
  it('doubles from half a second to a minute at most, and chance picks a share of it', () => {
    expect(retryDelayMs(0, 0, 1)).toBe(500);
    expect(retryDelayMs(3, 0, 1)).toBe(4000);
    expect(retryDelayMs(3, 0, 0.25)).toBe(1000);
    expect(retryDelayMs(50, 0, 1)).toBe(60_000);
  });

  it('is never shorter than what the service asked for', () => {
    expect(retryDelayMs(0, 7000, 0)).toBe(7000);
  });
});

describe('A stored session', () => {
  const now = 1_763_900_000_000;

  it('lives for 30 minutes after what was done last', () => {
    expect(isLive(now - 1_799_999, now)).toBe(true);
    expect(isLive(now - 1_800_000, now)).toBe(false);
  });

  it('ends when the clock was set back by more', () => {
    expect(isLive(now + 1_800_000, now)).toBe(false);
  });

  it('is none when nothing, or nonsense, is stored', () => {
    expect(isLive(NaN, now)).toBe(false);
  });
});

describe('An id', () => {
  it('is one that the service takes, another each time', () => {
    expect(randomId()).toMatch(/^[0-9-]{8,43}$/);
    expect(randomId()).not.toBe(randomId());
  });
});

describe('A login', () => {
  it('leaves as the SHA-256 of site, line feed and login', async () => {
    const hash = createHash('sha256').update('demo\njo@shop.example').digest('hex');
    expect(await hashLogin('demo', 'jo@shop.example')).toBe(hash);
  });
});

describe('The query for a slate', () => {
  it('leaves out what is undefined and repeats what is excluded', () => {
    const query = queryOf({ site: 'demo', limit: 3, viewing: undefined, exclude: ['a&b', 'c'] });
    expect(query.toString()).toBe('site=demo&limit=3&exclude=a%26b&exclude=c');
  });
});
