import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKeyOf } from './rate-limits.js';
import { TokenBuckets } from './token-buckets.js';

describe('a token bucket', () => {
  it('gives what it holds at once, and then what flows back', () => {
    const buckets = new TokenBuckets(10, 100, 8);
    expect(buckets.waitSeconds('a', 100, 0)).toBe(0);
    buckets.take('a', 100, 0);
    expect(buckets.waitSeconds('a', 20, 0)).toBe(2);
    expect(buckets.waitSeconds('a', 20, 1500)).toBe(0.5);
    expect(buckets.waitSeconds('a', 20, 2000)).toBe(0);
    expect(buckets.waitSeconds('b', 100, 0)).toBe(0);
  });

  it('gives nothing for a clock that was set back', () => {
    const buckets = new TokenBuckets(10, 100, 8);
    buckets.take('a', 100, 10_000);
    expect(buckets.waitSeconds('a', 10, 5000)).toBe(1);
  });

  it('that is smaller than what is asked gives it once it is full, and pays it off after', () => {
    const buckets = new TokenBuckets(10, 50, 8);
    expect(buckets.waitSeconds('a', 100, 0)).toBe(0);
    buckets.take('a', 100, 0);
    expect(buckets.waitSeconds('a', 1, 0)).toBeCloseTo(5.1);
  });

  it('never gives more over any time than its size and what flowed back', () => {
    const asked = fc.array(fc.record({ tokens: fc.integer({ min: 1, max: 100 }), afterMs: fc.nat(400) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(asked, (requests) => {
        const buckets = new TokenBuckets(50, 100, 8);
        let nowMs = 0;
        let given = 0;
        for (const { tokens, afterMs } of requests) {
          nowMs += afterMs;
          if (buckets.waitSeconds('a', tokens, nowMs) > 0) continue;
          buckets.take('a', tokens, nowMs);
          given += tokens;
        }
        expect(given).toBeLessThanOrEqual(100 + (nowMs / 1000) * 50 + 1e-6);
      }),
    );
  });

  it('is forgotten, the longest unused first, when there are too many', () => {
    const buckets = new TokenBuckets(1, 10, 2);
    buckets.take('a', 10, 0);
    buckets.take('b', 10, 0);
    buckets.take('a', 0, 0);
    buckets.take('c', 10, 0);
    expect(buckets.keys).toBe(2);
    expect(['a', 'b', 'c'].filter((key) => buckets.waitSeconds(key, 1, 0) > 0)).toEqual(['a', 'c']);
  });

  it('takes bounded memory, however many addresses there are', () => {
    const buckets = new TokenBuckets(1, 10, 1000);
    for (let address = 0; address < 5000; address += 1) buckets.take(String(address), 1, address);
    expect(buckets.keys).toBe(1000);
  });
});

describe('what stands for a sender', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['not:an:address', 'not:an:address'],
  ])('at %s is %s', (address, key) => {
    expect(addressKeyOf(address)).toBe(key);
  });
});
