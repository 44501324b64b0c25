import type { Embed } from '#libs/contracts';
import { describeWithPart, temporaryFolder } from '#libs/testing';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Standalone } from '../../../apps/standalone/test/standalone.fixture.js';
import { openFrontDoor, type FrontDoor, type Upstream } from '../front-door.js';

describeWithPart('nginx', 'the front door', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let service: Standalone;
  let door: FrontDoor;

  beforeAll(async () => {
    service = await Standalone.start({});
    const { url } = service;
    // Each path is tried at the app that it belongs to: nothing listens where the others would be.
    const nobody = 'http://127.0.0.1:9';
    folder = await temporaryFolder();
    door = await openFrontDoor(
      { collector: url, recommender: url, storefront: nobody },
      { dataFolder: folder.path },
    );
  });
  afterAll(async () => {
    await door.stop();
    await service.close();
    await folder.remove();
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

  it('says when to come again where an app is away', async () => {
    const answer = await fetch(door.url);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answer.json()).toMatchObject({ error: { code: 'FRESHET_APP_UNAVAILABLE' } });
  });

  it('leaves it to the collector to say that a batch is too large', async () => {
    const body = JSON.stringify({ site: 'demo', events: [], padding: 'x'.repeat(300_000) });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${door.url}/v1/events`, { method: 'POST', headers, body });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ error: { code: 'FRESHET_BODY_TOO_LARGE' } });
  });

  it('names a port that is taken', async () => {
    const port = Number(new URL(door.url).port);
    const second = openFrontDoor(
      { collector: service.url, recommender: service.url, storefront: service.url },
      { dataFolder: `${folder.path}/second`, port },
    );
    await expect(second).rejects.toThrow(`Port ${port} is in use`);
  });
});

/** Answers every request with its name. */
async function named(name: Upstream): Promise<[Upstream, Server]> {
  const server = createServer((_, response) => response.end(name));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return [name, server];
}

describeWithPart('nginx', 'the routes of the front door', () => {
  let door: FrontDoor;
  let room: Awaited<ReturnType<typeof temporaryFolder>>;
  const servers: Server[] = [];

  beforeAll(async () => {
    room = await temporaryFolder();
    const upstreams = await Promise.all((['collector', 'recommender', 'storefront'] as const).map(named));
    servers.push(...upstreams.map(([, server]) => server));
    const urls = Object.fromEntries(
      upstreams.map(([name, server]) => [name, `http://127.0.0.1:${(server.address() as AddressInfo).port}`]),
    ) as Record<Upstream, string>;
    door = await openFrontDoor(urls, { dataFolder: room.path });
  });
  afterAll(async () => {
    await door.stop();
    for (const server of servers) server.close();
    await room.remove();
  });

  it.each([
    ['/v1/events', 'collector'],
    ['/v1/sessions/some-session?site=demo', 'collector'],
    ['/beacon.js', 'collector'],
    ['/widget.js', 'collector'],
    ['/beacon.mjs', 'collector'],
    ['/beacon.d.mts', 'collector'],
    ['/beacon.0123456789ab.js', 'collector'],
    ['/widget.0123456789ab.js?again', 'collector'],
    ['/beacons', 'storefront'],
    ['/embed.json', 'collector'],
    ['/sessions/some-session?site=demo', 'recommender'],
    ['/sessions-of-the-week', 'storefront'],
    ['/recommendations?session=some-session', 'recommender'],
    ['/health/ready', 'recommender'],
    ['/metrics', 'recommender'],
    ['/docs', 'recommender'],
    ['/docs/swagger-ui.css', 'recommender'],
    ['/openapi.json', 'recommender'],
    ['/', 'storefront'],
    ['/demo/catalogue.json', 'storefront'],
    ['/recommendations-of-the-week', 'storefront'],
  ])('lead %s to the %s', async (path, app) => {
    expect(await (await fetch(door.url + path)).text()).toBe(app);
  });
});
