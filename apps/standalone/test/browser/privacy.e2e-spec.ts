import { describeWithPart } from '#libs/testing';
import type { Page } from '#libs/chromium';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cart, carts, sessionsOf, view } from './event-content.js';
import { Journeys } from './journeys.fixture.js';

const FILM = {
  body: `<h1 data-freshet-item="m-1">Dune</h1><button onclick="freshet('cart', 'm-1')">Keep</button>`,
};
const CONSENT = { attributes: 'data-consent="required"' };
const SIGNAL = `Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })`;

/** Names of everything that the page's origin has stored in the browser. */
function storedBy(page: Page): Promise<string[]> {
  return page.evaluate(`(async () => [
    ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...document.cookie.split(';').filter(Boolean),
    ...(await indexedDB.databases()).map(({ name }) => name), ...(await caches.keys()),
  ])()`);
}

describeWithPart('Chromium', 'a visitor’s privacy', (executablePath) => {
  let journeys: Journeys;

  beforeAll(async () => {
    journeys = await Journeys.start(executablePath);
  });

  afterAll(() => journeys.close());

  it.concurrent('keeps everything back until consent is given, and lets what waited go then', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit(FILM, { clock: 'running' });
      await page.getByRole('button').click();
      await page.clock.runFor(60_000);
      expect(await storedBy(page)).toEqual([]);
      expect(journey.proxy.paths).toEqual(['/beacon.js']);
      await page.evaluate("freshet('consent', true)");
      await page.clock.runFor(2_000);
      await journey.shows([view('m-1'), cart('m-1')]);
    }, CONSENT),
  );

  it.concurrent('forgets what was done without consent, and begins where it is given', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit(FILM);
      await page.evaluate("freshet('cart', 'before')");
      await page.evaluate("freshet('consent', false)");
      await page.evaluate("freshet('cart', 'refused')");
      expect(await storedBy(page)).toEqual([]);
      await page.reload();
      await journey.beaconRuns(page);
      await page.evaluate("freshet('cart', 'undecided')");
      await page.evaluate("freshet('consent', false)");
      await page.evaluate("freshet('consent', true)");
      await page.getByRole('button').click();
      await journey.hasLogged(2);
      await page.reload();
      await journey.beaconRuns(page);
      await journey.shows([view('m-1'), cart('m-1'), view('m-1')]);
    }, CONSENT),
  );

  it.concurrent('takes consent back: what is stored goes, and nothing is sent any more', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit(FILM, { clock: 'running' });
      await page.evaluate("freshet('consent', true)");
      await page.clock.runFor(2_000);
      await journey.hasLogged(1);
      journey.proxy.treat({ status: 503 });
      await page.getByRole('button').click();
      await journey.proxy.hasSeen(2);
      await page.evaluate("freshet('consent', false)");
      expect(await storedBy(page)).toEqual([]);
      journey.proxy.treat('pass');
      await page.getByRole('button').click();
      await page.clock.runFor(120_000);
      await page.goto(journey.put('/next', FILM));
      await journey.beaconRuns(page);
      await journey.shows([view('m-1')]);
    }, CONSENT),
  );

  it.concurrent('has no visitor and stores nothing under Global Privacy Control', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit({ ...FILM, before: SIGNAL });
      await page.getByRole('button').click();
      await journey.hasLogged(2);
      expect(await storedBy(page)).toEqual([]);
      const events = await journey.shows([view('m-1'), cart('m-1')]);
      expect(events.map(({ visitor }) => visitor)).toEqual([undefined, undefined]);
      expect(sessionsOf(events)).toHaveLength(1);
    }),
  );

  it.concurrent('stores nothing under Global Privacy Control though consent was given', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit({ ...FILM, before: SIGNAL });
      await page.evaluate("freshet('consent', true)");
      await journey.hasLogged(1);
      expect(await storedBy(page)).toEqual([]);
      const [event] = await journey.shows([view('m-1')]);
      expect(event).not.toHaveProperty('visitor');
    }, CONSENT),
  );

  it.concurrent('lets a login out as a hash only, beside the visitor, and no longer than it lasts', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit(FILM);
      await journey.hasLogged(1);
      await page.evaluate("freshet('identify', 'ada@example.org')");
      await page.evaluate("freshet('cart', 'item-0')");
      await journey.hasLogged(2);
      await page.evaluate("freshet('identify', null)");
      await page.evaluate("freshet('cart', 'item-1')");
      const events = await journey.shows([view('m-1'), ...carts(0, 2)]);
      const users = new Map(events.map(({ item, user }) => [item, user]));
      expect(users.get('item-0')).toBe(journey.hashOf('ada@example.org'));
      expect(users.get('item-1')).toBeUndefined();
      expect(new Set(events.map(({ visitor }) => visitor)).size).toBe(1);
      expect(JSON.stringify(journey.proxy.batches)).not.toContain('ada@');
    }),
  );

  it.concurrent('is kept in memory where the browser refuses to store', () =>
    journeys.go(async (journey) => {
      // A sandboxed page has no origin: reading localStorage throws, and so do Web Locks and IndexedDB.
      const page = await journey.visit({
        ...FILM,
        headers: { 'content-security-policy': 'sandbox allow-scripts' },
      });
      expect(
        await page.evaluate("(() => { try { return localStorage } catch { return 'refused' } })()"),
      ).toBe('refused');
      await page.getByRole('button').click();
      const events = await journey.shows([view('m-1'), cart('m-1')]);
      expect(sessionsOf(events)).toHaveLength(1);
      expect(journey.faults).toEqual([]);
    }),
  );
});
