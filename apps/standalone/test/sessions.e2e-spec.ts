import type { ErrorAnswer, SessionAnswer } from '#libs/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Standalone } from './standalone.fixture.js';

const SHOP = 'https://shop.example';
const STRANGER = 'https://stranger.example';

describe('asking what is known of a session', () => {
  let service: Standalone;

  beforeAll(async () => {
    const yaml = `sites: { demo: {}, bare: {}, shop: { origins: ['${SHOP}'] } }`;
    service = await Standalone.start({ demo: [['dune', 'alien', 'heat']] }, yaml);
  });
  afterAll(() => service.close());

  function ask(session: string, query = '', headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${service.url}/sessions/${session}${query}`, { headers });
  }

  /** Asks until so many events are in. */
  function knows(session: string, events: number, site = 'demo'): Promise<SessionAnswer> {
    return vi.waitFor(async () => {
      const answer = (await (await ask(session, `?site=${site}`)).json()) as SessionAnswer;
      expect(answer.events).toBe(events);
      return answer;
    });
  }

  async function send(session: string, events: readonly object[]): Promise<void> {
    const complete = events.map((event) => ({ id: randomUUID(), session, ...event }));
    const body = JSON.stringify({ site: 'demo', sentAt: Date.now(), events: complete });
    expect((await fetch(`${service.url}/v1/events`, { method: 'POST', body })).status).toBe(202);
  }

  it('tells its interactions in order, with times, and what each weighs', async () => {
    const ts = Date.now();
    await send('known-session', [
      { type: 'view', item: 'dune', ts: ts - 9000 },
      { type: 'watch', item: 'dune', progress: 0.4, ts: ts - 5000 },
      { type: 'custom', name: 'search', ts: ts - 4000 },
      { type: 'view', item: 'alien', ts },
    ]);
    const { interactions, asOf, ...rest } = await knows('known-session', 4);
    const at = (ms: number): string => new Date(Math.floor(ms / 1000) * 1000).toISOString();
    expect(rest).toEqual({ site: 'demo', session: 'known-session', events: 4, startedAt: at(ts - 9000) });
    expect(Date.parse(asOf ?? '')).toBeGreaterThanOrEqual(ts);
    const weights = interactions.map(({ weight }) => weight);
    expect(interactions).toEqual([
      { item: 'dune', type: 'watch', progress: 0.4, at: at(ts - 5000), weight: weights[0] },
      { item: 'alien', type: 'view', progress: 0, at: at(ts), weight: weights[1] },
    ]);
    expect((weights[0] ?? 0) + (weights[1] ?? 0)).toBeCloseTo(1, 12);
    expect(weights[1]).toBeGreaterThan(weights[0] ?? 0);
  });

  it('weighs the newest 20 and nothing before them, on a site without tables too', async () => {
    const items = Array.from({ length: 30 }, (_, n) => `item-${n}`);
    await service.view('long-session', items, 'bare');
    const { interactions } = await knows('long-session', 30, 'bare');
    expect(interactions.map(({ item }) => item)).toEqual(items);
    const weights = interactions.map(({ weight }) => weight);
    expect(weights.slice(0, 10)).toEqual(Array(10).fill(0));
    expect(weights.slice(10).every((weight) => weight > 0)).toBe(true);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });

  it('says of a session nobody has seen, and of one that was deleted, that it has no events', async () => {
    const nothing = { site: 'demo', events: 0, startedAt: null, asOf: null, interactions: [] };
    expect(await (await ask('unseen-session')).json()).toEqual({ ...nothing, session: 'unseen-session' });
    await service.viewThenRecommend('deleted-session', ['dune']);
    await fetch(`${service.url}/v1/sessions/deleted-session?site=demo`, { method: 'DELETE' });
    await knows('deleted-session', 0);
    expect(await (await ask('deleted-session')).json()).toEqual({ ...nothing, session: 'deleted-session' });
  });

  it('tells a site nothing of the same session on another', async () => {
    await service.viewThenRecommend('twin-session', ['dune']);
    expect(await knows('twin-session', 0, 'bare')).toMatchObject({ site: 'bare', interactions: [] });
  });

  it('is for pages of the site, and for no cache', async () => {
    const own = await ask('unseen-session', '?site=shop', { origin: SHOP });
    expect(own.status).toBe(200);
    expect(own.headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(own.headers.get('cache-control')).toBe('no-store');
    const foreign = await ask('unseen-session', '?site=shop', { origin: STRANGER });
    expect(foreign.status).toBe(403);
    expect(((await foreign.json()) as ErrorAnswer).error.code).toBe('FRESHET_ORIGIN_REFUSED');
    const preflight = await fetch(`${service.url}/sessions/unseen-session`, {
      method: 'OPTIONS',
      headers: { origin: SHOP, 'access-control-request-method': 'GET' },
    });
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET');
  });

  it.each([
    ['short', '', 400, 'FRESHET_QUERY_INVALID', 'session must be 8 to 64 of A-Z a-z 0-9 _ -.'],
    ['fine-session', '?site=No', 400, 'FRESHET_QUERY_INVALID', 'site must be 1 to 32 of a-z 0-9 -'],
    ['fine-session', '?site=a&site=b', 400, 'FRESHET_QUERY_INVALID', 'site was given more than once'],
    ['fine-session', '?session=other-session&site=nowhere', 404, 'FRESHET_SITE_UNKNOWN', 'no site nowhere'],
  ])('refuses %s%s with %i', async (session, query, status, code, message) => {
    const response = await ask(session, query);
    const { error } = (await response.json()) as ErrorAnswer;
    expect({ status: response.status, code: error.code }).toEqual({ status, code });
    expect(error.message).toContain(message);
  });
});
