import { describeWithPart } from '#libs/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cart, view } from './event-content.js';
import { Journeys } from './journeys.fixture.js';

const FILM = '<h1 data-freshet-item="m-1">Dune</h1>';
/** `src` of the service alone; the icon is the test page's own. */
const policyFor = (url: string): string =>
  `default-src 'none'; script-src ${url}; connect-src ${url}; img-src data:; require-trusted-types-for 'script'; trusted-types 'none'`;
const BREAK_PAGE = `throw new Error('broken by the page')`;

/** What pages have been seen to do to their own browser, each done before the beacon runs. */
const BROKEN = {
  'a fetch that throws': `window.fetch = () => { ${BREAK_PAGE} }`,
  'a fetch that rejects': `window.fetch = () => Promise.reject(new Error('broken by the page'))`,
  'a fetch that answers nonsense': `window.fetch = () => Promise.resolve(undefined)`,
  'a sendBeacon that throws': `Navigator.prototype.sendBeacon = () => { ${BREAK_PAGE} }`,
  'no crypto': `Object.defineProperty(window, 'crypto', { get() { ${BREAK_PAGE} } })`,
  'an IntersectionObserver that throws': `window.IntersectionObserver = class { constructor() { ${BREAK_PAGE} } }`,
  'a CustomEvent that throws': `window.CustomEvent = class { constructor() { ${BREAK_PAGE} } }`,
  'a JSON.stringify that throws': `JSON.stringify = () => { ${BREAK_PAGE} }`,
  'a JSON.parse that throws': `JSON.parse = () => { ${BREAK_PAGE} }`,
  'a toJSON on every list': `Array.prototype.toJSON = function () { return 'a list' }`,
  'a toJSON that throws': `Object.prototype.toJSON = function () { ${BREAK_PAGE} }`,
};

/** The same, where everything can still arrive. */
const CRIPPLED = {
  'a localStorage that throws': `Object.defineProperty(window, 'localStorage', { get() { ${BREAK_PAGE} } })`,
  'no storage at all': `for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
    Object.defineProperty(window, name, { get: () => undefined })`,
  'a setItem that throws': `Storage.prototype.setItem = () => { ${BREAK_PAGE} }`,
  'locks that reject': `LockManager.prototype.request = () => Promise.reject(new Error('broken by the page'))`,
  'locks that never come': `LockManager.prototype.request = () => new Promise(() => undefined)`,
  'no locks': `Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined })`,
  'a history that is the page’s own': `history.pushState = () => { ${BREAK_PAGE} }`,
  'listeners that throw': `for (const type of ['freshet:event', 'freshet:sent', 'freshet:session'])
    document.addEventListener(type, () => { dispatched = true; ${BREAK_PAGE} })`,
};

describeWithPart('Chromium', 'the beacon as a guest', (executablePath) => {
  let journeys: Journeys;

  beforeAll(async () => {
    journeys = await Journeys.start(executablePath);
  });

  afterAll(() => journeys.close());

  it.concurrent('works under a strict content security policy', () =>
    journeys.go(async (journey) => {
      const headers = { 'content-security-policy': policyFor(journey.proxy.url) };
      const page = await journey.visit({ body: FILM, headers });
      await page.evaluate("freshet('cart', 'm-1')");
      expect(await page.evaluate('violations')).toEqual([]);
      await journey.shows([view('m-1'), cart('m-1')]);
    }),
  );

  it.concurrent('works by its hashed address, held to its integrity, under a policy that names it', () =>
    journeys.go(async (journey) => {
      const { beacon } = await journey.embedding();
      const url = journey.proxy.url;
      const tag = `<script async src="${url}${beacon.url}" integrity="${beacon.integrity}" crossorigin="anonymous" data-site="${journey.site}"></script>`;
      const headers = {
        'content-security-policy': `default-src 'none'; script-src '${beacon.integrity}'; connect-src ${url}; img-src data:`,
      };
      const page = await journey.open(journey.putBare('/', { head: tag, body: FILM, headers }));
      expect(await page.evaluate('violations')).toEqual([]);
      await journey.shows([view('m-1')]);
    }),
  );

  it.concurrent('adds one global, and no element, style or attribute', () =>
    journeys.go(async (journey) => {
      const names = 'Object.getOwnPropertyNames(window)';
      const bare = await journey.context.newPage();
      await bare.goto(journey.putBare('/bare', { body: FILM }));
      const before = await bare.evaluate<string[]>(names);
      const page = await journey.context.newPage();
      await page.goto(journey.put('/', { body: FILM }));
      await journey.beaconRuns(page);
      const after = await page.evaluate<string[]>(names);
      expect(after.filter((name) => !before.includes(name))).toEqual(['freshet']);
      expect(await page.locator('body').innerHTML()).toBe(await bare.locator('body').innerHTML());
      await journey.shows([view('m-1')]);
    }),
  );

  it.concurrent.each(Object.entries(BROKEN))('never throws into a page with %s', (_name, before) =>
    journeys.go(async (journey) => {
      const page = await journey.context.newPage();
      page.on('pageerror', (fault) => journey.faults.push(fault));
      await page.goto(journey.put('/', { body: FILM, before }), { waitUntil: 'load' });
      const said = await page.evaluate(`(async () => {
        if (typeof freshet !== 'function') return 'away';
        freshet('cart', 'm-1');
        freshet('consent', true);
        freshet('identify', 'ada');
        freshet();
        freshet('watch');
        freshet('cart', 'm-1', { value: NaN, get quantity() { throw new Error('broken by the page') } });
        return freshet('recommend').then(() => 'a slate', () => 'rejected');
      })()`);
      expect(['away', 'a slate', 'rejected']).toContain(said);
      await page.close({ runBeforeUnload: true });
      expect(journey.faults).toEqual([]);
    }),
  );

  it.concurrent.each(Object.entries(CRIPPLED))('loses nothing in a page with %s', (_name, before) =>
    journeys.go(async (journey) => {
      const page = await journey.visit({ body: FILM, before });
      await page.evaluate("freshet('cart', 'm-1')");
      await journey.shows([view('m-1'), cart('m-1')]);
      expect(journey.faults.filter(({ message }) => !message.includes('broken by the page'))).toEqual([]);
    }),
  );
});
