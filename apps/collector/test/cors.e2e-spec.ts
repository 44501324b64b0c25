import { afterEach, describe, expect, it } from 'vitest';
import {
  faultIn,
  someBatch,
  someEvent,
  startCollector,
  type CollectorUnderTest,
} from './collector-under-test.js';

const SHOP = 'https://shop.example';
const CINEMA = 'https://cinema.example:8443';
const STRANGER = 'https://stranger.example';

const BOTH_GUARDED = `sites: { shop: { origins: ['${SHOP}'] }, cinema: { origins: ['${CINEMA}'] } }`;
const ONE_OPEN = `sites: { shop: { origins: ['${SHOP}'] }, demo: {} }`;

let collector: CollectorUnderTest;

afterEach(() => collector.close());

function preflight(origin: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${collector.url}/v1/events`, {
    method: 'OPTIONS',
    headers: {
      ...headers,
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  });
}

function post(site: string, origin: string): Promise<Response> {
  return collector.post(someBatch([someEvent()], { site }), { origin });
}

describe('a preflight', () => {
  it('allows the origins of any site, and what a batch needs', async () => {
    collector = await startCollector({ yaml: BOTH_GUARDED });
    for (const origin of [SHOP, CINEMA]) {
      const { status, headers } = await preflight(origin);
      expect(status).toBe(204);
      expect(headers.get('access-control-allow-origin')).toBe(origin);
      expect(headers.get('access-control-allow-methods')).toBe('POST');
      expect(headers.get('access-control-allow-headers')).toBe('content-type');
      expect(headers.get('access-control-max-age')).toBe('7200');
      expect(headers.get('vary')).toBe('Origin');
      expect(headers.has('access-control-allow-credentials')).toBe(false);
    }
  });

  it('allows nothing to an origin that no site has', async () => {
    collector = await startCollector({ yaml: BOTH_GUARDED });
    const { headers } = await preflight(STRANGER);
    expect(headers.has('access-control-allow-origin')).toBe(false);
    expect(headers.get('vary')).toBe('Origin');
  });

  it('allows every origin once a site has none configured', async () => {
    collector = await startCollector({ yaml: ONE_OPEN });
    expect((await preflight(STRANGER)).headers.get('access-control-allow-origin')).toBe(STRANGER);
  });
});

describe('a preflight for a service on a private network', () => {
  const asked = { 'access-control-request-private-network': 'true' };
  const allowed = 'access-control-allow-private-network';

  it('allows the pages that may use it, when asked', async () => {
    collector = await startCollector({ yaml: BOTH_GUARDED });
    expect((await preflight(SHOP, asked)).headers.get(allowed)).toBe('true');
    expect((await preflight(SHOP)).headers.has(allowed)).toBe(false);
  });

  it('allows no other', async () => {
    collector = await startCollector({ yaml: BOTH_GUARDED });
    expect((await preflight(STRANGER, asked)).headers.has(allowed)).toBe(false);
  });
});

describe('a batch as navigator.sendBeacon sends it', () => {
  /** What a browser sends for a Blob of text/plain: no preflight, credentials of the service's origin, answer unread. */
  const headers = {
    'content-type': 'text/plain',
    origin: SHOP,
    cookie: 'some=cookie',
    'sec-fetch-mode': 'no-cors',
    'sec-fetch-site': 'cross-site',
    'sec-fetch-dest': 'empty',
  };

  it('is accepted, and its cookie means nothing', async () => {
    collector = await startCollector({ yaml: BOTH_GUARDED });
    const event = someEvent();
    const response = await collector.post(someBatch([event], { site: 'shop' }), headers);
    expect(response.status).toBe(202);
    expect(response.headers.has('access-control-allow-credentials')).toBe(false);
    expect(response.headers.has('set-cookie')).toBe(false);
    expect((await collector.records('events', 1))[0]).toMatchObject({ id: event['id'], site: 'shop' });
  });

  it('is held to the origins of its site all the same', async () => {
    collector = await startCollector({ yaml: BOTH_GUARDED });
    const batch = someBatch([someEvent()], { site: 'shop' });
    const response = await collector.post(batch, { ...headers, origin: STRANGER });
    expect(response.status).toBe(403);
    const { code, message } = await faultIn(response);
    expect(code).toBe('FRESHET_ORIGIN_REFUSED');
    expect(message).toContain(STRANGER);
    expect(message).toContain('sites.shop.origins in config/freshet.yaml');
  });
});

describe('a batch from a page', () => {
  it('that is turned away for now tells the page when to come again', async () => {
    const limits = `collector: { limits: { siteEventsPerSecond: 1, burstSeconds: 1 } }`;
    collector = await startCollector({ yaml: `${ONE_OPEN}\n${limits}` });
    const full = someBatch(Array.from({ length: 100 }, () => someEvent()));
    expect((await collector.post(full, { origin: STRANGER })).status).toBe(202);
    const { status, headers } = await post('demo', STRANGER);
    expect(status).toBe(429);
    expect(headers.get('access-control-expose-headers')).toBe('Retry-After');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('is accepted from an origin of its site, and the page may read the answer', async () => {
    collector = await startCollector({ yaml: BOTH_GUARDED });
    const { status, headers } = await post('shop', SHOP);
    expect(status).toBe(202);
    expect(headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(headers.get('vary')).toBe('Origin');
  });

  it.each([
    ['shop', CINEMA],
    ['shop', STRANGER],
    ['shop', 'null'],
    ['shop', `${SHOP}.stranger.example`],
  ])('of the site %s is refused from %s, and counted', async (site, origin) => {
    collector = await startCollector({ yaml: BOTH_GUARDED });
    const response = await post(site, origin);
    expect(response.status).toBe(403);
    expect(await faultIn(response)).toMatchObject({ code: 'FRESHET_ORIGIN_REFUSED' });
    // So that the page's script can tell it from a network that is down.
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect(response.headers.get('vary')).toBe('Origin');
    const metrics = await collector.metrics();
    expect(metrics.get('freshet_collector_events_refused_total{reason="origin_refused"}')).toBe(1);
  });

  it('is accepted from anywhere for a site without origins, and from no page at all for any', async () => {
    collector = await startCollector({ yaml: ONE_OPEN });
    expect((await post('demo', STRANGER)).status).toBe(202);
    expect((await collector.post(someBatch([someEvent()], { site: 'shop' }))).status).toBe(202);
  });

  it('that is bad in itself can still be read about by the page that sent it', async () => {
    collector = await startCollector({ yaml: BOTH_GUARDED });
    const response = await collector.post('{', { origin: SHOP });
    expect(response.status).toBe(400);
    expect(response.headers.get('access-control-allow-origin')).toBe(SHOP);
  });
});
