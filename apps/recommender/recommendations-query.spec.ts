import { FreshetError } from '#libs/contracts';
import { describe, expect, it } from 'vitest';
import type { RawQuery } from './query-reader.js';
import { parseRecommendationsQuery } from './recommendations-query.js';

const parse = (raw: RawQuery): unknown => parseRecommendationsQuery({ session: 'session-1', ...raw }, 'demo');

function problemsOf(raw: RawQuery): unknown {
  try {
    parse(raw);
  } catch (error) {
    return (error as FreshetError).options.details;
  }
  return 'accepted';
}

describe('the query of GET /recommendations', () => {
  it('needs a session only', () => {
    expect(parse({})).toEqual({
      site: 'demo',
      session: 'session-1',
      visitor: undefined,
      limit: 20,
      viewing: undefined,
      after: undefined,
      waitMs: 0,
      force: undefined,
      isTest: false,
      exclude: [],
    });
  });

  it('takes every parameter, and exclude more than once', () => {
    const raw = {
      site: 'shop',
      visitor: 'device-01',
      limit: '100',
      viewing: 'é 1',
      after: 'event-01',
      wait: '100',
      force: 'button:green',
      test: 'true',
    };
    expect(parse({ ...raw, exclude: ['a', 'b'] })).toEqual({
      site: 'shop',
      session: 'session-1',
      visitor: 'device-01',
      limit: 100,
      viewing: 'é 1',
      after: 'event-01',
      waitMs: 100,
      force: { experiment: 'button', variation: 'green' },
      isTest: true,
      exclude: ['a', 'b'],
    });
    expect(parse({ exclude: 'a' })).toMatchObject({ exclude: ['a'] });
  });

  it('says that the session is missing and what one looks like', () => {
    expect(problemsOf({ session: undefined })).toEqual([
      { parameter: 'session', message: 'session is missing: it must be 8 to 64 of A-Z a-z 0-9 _ -' },
    ]);
  });

  it.each(['0', '101', '10000', '-1', '1.5', '1e1', '', ' 5', 'NaN'])('refuses limit=%s', (limit) => {
    expect(problemsOf({ limit })).toEqual([
      { parameter: 'limit', message: 'limit must be a whole number from 1 to 100' },
    ]);
  });

  it.each(['button', 'button:', ':green', 'button:green:blue', ''])('refuses force=%s', (force) => {
    expect(problemsOf({ force })).toEqual([
      { parameter: 'force', message: 'force must be experiment:variation' },
    ]);
  });

  it('lists every problem at once', () => {
    const raw = { session: 'short', site: 'No!', viewing: 'a\u0000b', wait: '101', limit: ['1', '2'] };
    expect(problemsOf(raw)).toEqual([
      { parameter: 'site', message: 'site must be 1 to 32 of a-z 0-9 -, not starting with -' },
      { parameter: 'session', message: 'session must be 8 to 64 of A-Z a-z 0-9 _ -' },
      { parameter: 'limit', message: 'limit was given more than once' },
      { parameter: 'viewing', message: 'viewing must be 1 to 256 bytes of UTF-8 without control characters' },
      { parameter: 'wait', message: 'wait must be a whole number from 0 to 100' },
    ]);
  });

  it('ignores parameters it does not know', () => {
    expect(problemsOf({ _: '123', __proto__x: 'y' })).toBe('accepted');
  });
});
