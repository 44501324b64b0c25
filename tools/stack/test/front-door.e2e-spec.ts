import type { Embed } from '#libs/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Standalone } from '../../../apps/standalone/test/standalone.fixture.js';
import { openFrontDoor } from '../front-door.js';

describe('the front door', () => {
  let service: Standalone;
  let door: Awaited<ReturnType<typeof openFrontDoor>>;

  beforeAll(async () => {
    service = await Standalone.start({});
    const { url } = service;
    // Each path is tried at the app that it belongs to: nothing listens where the others would be.
    const nobody = 'http://127.0.0.1:9';
    door = await openFrontDoor({ collector: url, recommender: url, storefront: nobody }, 0);
  });
  afterAll(async () => {
    await door.close();
    await service.close();
  });

  it.each(['br', 'gzip', 'identity'])('hands scripts on as they are: %s', async (encoding) => {
    const headers = { 'accept-encoding': encoding };
    const [through, direct] = await Promise.all(
      [door.url, service.url].map(async (url) => {
        const response = await fetch(`${url}/beacon.js`, { headers });
        const { etag, vary, 'content-encoding': encoded } = Object.fromEntries(response.headers);
        return {
          etag,
          vary,
          encoded,
          cors: response.headers.get('access-control-allow-origin'),
          text: await response.text(),
        };
      }),
    );
    expect(through).toEqual(direct);
    expect(through?.encoded).toBe(encoding === 'identity' ? undefined : encoding);
    const known = { ...headers, 'if-none-match': through?.etag ?? '' };
    const again = await fetch(`${door.url}/beacon.js`, { headers: known });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('leads to every script that there is, and to sessions', async () => {
    const { beacon, widget } = (await (await fetch(`${door.url}/embed.json`)).json()) as Embed;
    const paths = [beacon.url, widget.url, '/widget.js', '/beacon.mjs', '/beacon.d.mts'];
    for (const path of [...paths, '/sessions/some-session?site=demo']) {
      expect((await fetch(`${door.url}${path}`)).status, path).toBe(200);
    }
    expect((await fetch(`${door.url}/beacon.js`, { method: 'HEAD' })).status).toBe(200);
  });

  it('hands on what a page may do, and what it is asked to wait', async () => {
    const origin = 'https://shop.example';
    const preflight = await fetch(`${door.url}/sessions/some-session`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET' },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    const answer = await fetch(`${door.url}/sessions/some-session`, { headers: { origin } });
    expect(answer.headers.get('access-control-expose-headers')).toBe('Retry-After');
  });
});
