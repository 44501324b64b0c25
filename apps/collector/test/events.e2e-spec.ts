import type { BatchReceipt } from '#libs/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
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

async function rejectionOf(event: unknown): Promise<{ code: string; message: string }> {
  const { accepted, rejected } = await receiptOf(someBatch([event]));
  expect(accepted).toBe(0);
  expect(rejected).toHaveLength(1);
  const [rejection] = rejected;
  if (rejection === undefined) throw new Error('nothing was rejected');
  return rejection;
}

describe('a request that holds no batch', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const now = Date.now();
  const cases: readonly [name: string, body: unknown, status: number, code: string, message: RegExp][] = [
    ['is not JSON', '{"site":', 400, 'FRESHET_BODY_UNREADABLE', /not JSON/],
    ['says NaN', `{"site":"demo","sentAt":NaN,"events":[]}`, 400, 'FRESHET_BODY_UNREADABLE', /not JSON/],
    ['is not UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), 400, 'FRESHET_BODY_UNREADABLE', /not UTF-8/],
    ['has a __proto__ key', '{"__proto__":{"site":"demo"}}', 400, 'FRESHET_BODY_UNREADABLE', /__proto__/],
    [
      'has an escaped __proto__ key deep inside',
      `{"site":"demo","sentAt":${now},"events":[{"\\u005f_proto__":{"item":"x"}}]}`,
      400,
      'FRESHET_BODY_UNREADABLE',
      /__proto__/,
    ],
    [
      'has constructor.prototype',
      '{"constructor":{"prototype":{"a":1}}}',
      400,
      'FRESHET_BODY_UNREADABLE',
      /constructor/,
    ],
    ['is empty', '', 400, 'FRESHET_BATCH_INVALID', /it is empty/],
    ['is null', 'null', 400, 'FRESHET_BATCH_INVALID', /it is null/],
    ['is a list', [someEvent()], 400, 'FRESHET_BATCH_INVALID', /it is a list/],
    ['is a number', '17', 400, 'FRESHET_BATCH_INVALID', /it is a number/],
    ['is nested 100,000 levels deep', deep, 400, 'FRESHET_BATCH_INVALID', /it is a list/],
    [
      'has events that are no list',
      someBatch({ 0: someEvent() }),
      400,
      'FRESHET_BATCH_INVALID',
      /events must be a list/,
    ],
    ['has events that are null', someBatch(null), 400, 'FRESHET_BATCH_INVALID', /events must be a list/],
    ['has no events in it', someBatch([]), 400, 'FRESHET_BATCH_INVALID', /at least one event/],
    [
      'has a site that is a number',
      someBatch([someEvent()], { site: 7 }),
      400,
      'FRESHET_BATCH_INVALID',
      /site must be/,
    ],
    [
      'has a sentAt that is text',
      someBatch([someEvent()], { sentAt: '1' }),
      400,
      'FRESHET_BATCH_INVALID',
      /sentAt must/,
    ],
    [
      'has a sentAt that is null',
      someBatch([someEvent()], { sentAt: null }),
      400,
      'FRESHET_BATCH_INVALID',
      /sentAt must/,
    ],
    [
      'has a test that is text',
      someBatch([someEvent()], { test: 'yes' }),
      400,
      'FRESHET_BATCH_INVALID',
      /test must be/,
    ],
    [
      'has a test that is null',
      someBatch([someEvent()], { test: null }),
      400,
      'FRESHET_BATCH_INVALID',
      /test must be/,
    ],
    [
      'names a site nobody knows',
      someBatch([someEvent()], { site: 'nowhere' }),
      404,
      'FRESHET_SITE_UNKNOWN',
      /no site nowhere/,
    ],
    [
      'names a site after a property of every object',
      someBatch([someEvent()], { site: 'constructor' }),
      404,
      'FRESHET_SITE_UNKNOWN',
      /constructor/,
    ],
    [
      'has 101 events',
      someBatch(Array.from({ length: 101 }, () => someEvent())),
      413,
      'FRESHET_BODY_TOO_LARGE',
      /101 events/,
    ],
    ['has 10,000 events', someBatch(Array(10_000).fill(1)), 413, 'FRESHET_BODY_TOO_LARGE', /10000 events/],
    ['is a megabyte', `"${'x'.repeat(1024 * 1024)}"`, 413, 'FRESHET_BODY_TOO_LARGE', /256 KiB/],
  ];

  it.each(cases)('is refused when it %s', async (_name, body, status, code, message) => {
    const response = await collector.post(body);
    const fault = await faultIn(response);
    expect(fault.code).toBe(code);
    expect(fault.message).toMatch(message);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('is told everything that is wrong with it at once', async () => {
    const response = await collector.post({ site: 'No Site', events: 3 });
    const { details } = await faultIn(response);
    expect(details.map((detail) => (detail as { field: string }).field)).toEqual([
      'site',
      'sentAt',
      'events',
    ]);
  });

  it.each(['application/xml', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded'])(
    'is refused as %s',
    async (type) => {
      const response = await collector.post(JSON.stringify(someBatch()), { 'content-type': type });
      expect(response.status).toBe(415);
      expect((await faultIn(response)).message).toContain('application/json or text/plain');
    },
  );

  it('leaves every object without what a __proto__ key wanted to give it', async () => {
    await collector.post('{"__proto__":{"polluted":true}}', { 'content-type': 'text/plain' });
    expect({}).not.toHaveProperty('polluted');
  });

  it('is told the paths there are when it goes astray', async () => {
    const response = await fetch(`${collector.url}/v1/event`, { method: 'POST' });
    expect(response.status).toBe(404);
    expect(await faultIn(response)).toMatchObject({ code: 'FRESHET_ROUTE_UNKNOWN' });
  });
});

describe('an event', () => {
  const cases: readonly [name: string, event: unknown, message: RegExp][] = [
    ['is null', null, /must be an object/],
    ['is a text', 'view', /must be an object/],
    ['is a list', [], /must be an object/],
    ['has no session', someEvent({ session: undefined }), /session must be 8 to 64/],
    ['has an id of 5 KB', someEvent({ id: 'x'.repeat(5000) }), /id must be 8 to 64/],
    ['has an id that is a number', someEvent({ id: 12_345_678 }), /id must be 8 to 64/],
    ['has an id with a line break at its end', someEvent({ id: 'event-0001\n' }), /id must be 8 to 64/],
    ['has a visitor that is null', someEvent({ visitor: null }), /visitor must be 8 to 64/],
    ['has a login for a user', someEvent({ user: 'jo@shop.example' }), /user must be 8 to 64/],
    ['has a type nobody knows', someEvent({ type: 'dance' }), /type must be one of view/],
    ["has a type of the service's own", someEvent({ type: 'slate' }), /type must be one of/],
    ['would delete a session', someEvent({ type: 'session-deleted' }), /type must be one of/],
    ['has a type that is a list', someEvent({ type: ['view'] }), /type must be one of/],
    ['has an item with a control character', someEvent({ item: 'a\u0007b' }), /item must be 1 to 256 bytes/],
    ['has an item with half a surrogate pair', someEvent({ item: 'a\ud800' }), /item must be 1 to 256 bytes/],
    ['has an item of 257 bytes', someEvent({ item: 'é'.repeat(129) }), /item must be 1 to 256 bytes/],
    ['has an item that is null', someEvent({ item: null }), /item must be/],
    ['is a purchase of nothing', someEvent({ type: 'purchase', item: undefined }), /item must be/],
    ['has a ts that is text', someEvent({ ts: String(Date.now()) }), /ts must be milliseconds/],
    ['has a ts with a fraction', someEvent({ ts: 1.5 }), /ts must be milliseconds/],
    ['has a ts before 1970', someEvent({ ts: -1 }), /ts must be milliseconds/],
    ['is a click without a slate', someEvent({ type: 'click', position: 0 }), /slate must be/],
    [
      'is a click at no position',
      someEvent({ type: 'click', slate: 'slate-001' }),
      /position must be a whole number/,
    ],
    [
      'was watched more than whole',
      someEvent({ type: 'watch', progress: 1.01 }),
      /progress must be a number from 0 to 1/,
    ],
    ['is custom without a name', someEvent({ type: 'custom' }), /name must be text/],
    [
      'has a quantity that is null',
      someEvent({ type: 'cart', quantity: null }),
      /quantity must be a whole number/,
    ],
    ['has a page that is an object', someEvent({ page: { href: 'x' } }), /page must be text/],
  ];

  it.each(cases)('is rejected when it %s', async (_name, event, message) => {
    const rejection = await rejectionOf(event);
    expect(rejection.message).toMatch(message);
    expect(rejection.code).toBe('FRESHET_EVENT_INVALID');
  });

  it('whose number is too large for JSON to hold is rejected', async () => {
    const text = JSON.stringify(someBatch([someEvent({ type: 'cart', value: 0 })])).replace(
      '"value":0',
      '"value":1e999',
    );
    expect((await receiptOf(text)).rejected[0]?.message).toMatch(/value must be a number/);
  });

  it('is rejected when the correction of its clock moves it out of time', async () => {
    const batch = someBatch([someEvent({ ts: 4_102_444_800_000 })], { sentAt: Date.now() - 86_400_000 });
    expect((await receiptOf(batch)).rejected[0]?.code).toBe('FRESHET_EVENT_TIME_INVALID');
  });

  it('that was rejected is kept with the reason, as it came, cut to size', async () => {
    const short = someEvent({ session: 'rejected-1', type: 'dance', extra: [1, { deep: true }] });
    const long = someEvent({ id: 'x'.repeat(50_000) });
    const nested = `{"id":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const text = JSON.stringify(someBatch([short, long, 'NESTED'])).replace('"NESTED"', nested);
    expect((await receiptOf(text)).rejected).toHaveLength(3);
    await vi.waitFor(async () => {
      const letters = await collector.records('dead-letter', 3);
      const kept = letters.find(({ original }) => String(original).includes('rejected-1'));
      expect(kept).toMatchObject({
        type: 'dead-letter',
        site: 'demo',
        code: 'FRESHET_EVENT_INVALID',
        original: JSON.stringify(short),
      });
      expect(Math.max(...letters.map(({ original }) => String(original).length))).toBe(8192);
      expect(letters.some(({ original }) => String(original).includes('too deep'))).toBe(true);
    });
  });
});
