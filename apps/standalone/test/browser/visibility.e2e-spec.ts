import type { Page } from '#libs/chromium';
import { describeWithPart } from '#libs/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { carts, impressionOf, sessionsOf, times, view } from './event-content.js';
import { VisitorsBrowser } from './browsing.js';
import { Journeys } from './journeys.fixture.js';

const FILM = { body: '<h1 data-freshet-item="m-1">Dune</h1>' };
const SLATE_PAGE = {
  body: `<meta name="freshet:item" content="m-0">
    <div data-freshet-slate="slate-01"><a data-freshet-item="m-1" href="#">One</a></div>`,
};
/** Resolves once the browser has told every observer what is in view. */
const SEEN = `new Promise((seen) => new IntersectionObserver(() => seen()).observe(document.body))`;
const DAY_MS = 86_400_000;

/** Goes on to another page and back. @returns whether the page came back as it had been left, out of memory. */
async function comesBack(
  page: Page,
  next: string,
  beforeReturn: () => Promise<void> = () => Promise.resolve(),
): Promise<boolean> {
  const left = page.url();
  await page.evaluate('remembered = true');
  await page.goto(next);
  await beforeReturn();
  await page.evaluate('void history.back()');
  await page.waitForFunction(`location.href === '${left}' && document.readyState === 'complete'`);
  return page.evaluate<boolean>("'remembered' in window");
}

/** One after the other: only one tab of a window is in front. */
describeWithPart('Chromium', 'a browser as its visitor has it', (executablePath) => {
  let journeys: Journeys;
  let browser: VisitorsBrowser;

  beforeAll(async () => {
    browser = await VisitorsBrowser.on(executablePath);
    journeys = await Journeys.start(Promise.resolve(browser));
  });

  afterAll(() => journeys.close());

  it('counts a page once more when it comes back out of memory, and it goes on in its session', ({ skip }) =>
    journeys.go(async (journey) => {
      const bare = await journey.context.newPage();
      await bare.goto(journey.putBare('/bare'));
      if (!(await comesBack(bare, journey.putBare('/elsewhere')))) {
        console.warn('SKIPPED: this Chromium keeps no page in memory, not even one without a beacon.');
        skip();
      }
      const page = await journey.visit(FILM);
      // A page that holds a lock or waits for an answer is not kept in memory by any browser.
      await page.waitForFunction('sent.length > 0');
      await page.waitForFunction('navigator.locks.query().then(({ held }) => held.length === 0)');
      const next = journey.put('/next', { body: '<h1 data-freshet-item="m-2">Alien</h1>' });
      expect(await comesBack(page, next, () => journey.beaconRuns(page))).toBe(true);
      await page.evaluate("freshet('cart', 'item-0')");
      const events = await journey.shows([...times(2, view('m-1')), view('m-2'), ...carts(0, 1)]);
      expect(sessionsOf(events)).toHaveLength(1);
    }));

  it('sends what a page could not send before it went into memory, from there or once it is back', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit(FILM);
      await journey.hasLogged(1);
      journey.proxy.treat({ status: 503 });
      await page.evaluate("for (let n = 0; n < 5; n += 1) freshet('cart', 'item-' + n)");
      await journey.proxy.hasSeen(2);
      await page.goto(journey.putBare('/elsewhere'));
      journey.proxy.treat('pass');
      await page.evaluate('void history.back()');
      await page.waitForFunction("location.pathname === '/'");
      await journey.shows([...times(2, view('m-1')), ...carts(0, 5)]);
    }));

  it('sees nothing of what stands in a minimised window, and begins anew when it is back', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit(SLATE_PAGE, { clock: 'paused' });
      await page.evaluate(SEEN);
      await page.clock.runFor(600);
      await browser.minimise(page);
      await page.waitForFunction("document.visibilityState === 'hidden'", undefined, { polling: 50 });
      await page.clock.runFor(5_000);
      await browser.minimise(page, false);
      await page.waitForFunction("document.visibilityState === 'visible'");
      await page.evaluate(SEEN);
      await page.clock.runFor(600);
      expect(await page.evaluate('made.map(({ type }) => type)')).toEqual(['view']);
      await page.clock.runFor(2_000);
      await journey.shows([view('m-0'), impressionOf('m-1', 0)]);
    }));

  it('keeps what could not be sent while it is closed for days', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit(FILM);
      await journey.hasLogged(1);
      await journey.proxy.goAway();
      await page.evaluate("for (let n = 0; n < 5; n += 1) freshet('cart', 'item-' + n)");
      await browser.reopen();
      await journey.proxy.comeBack();
      await journey.visit(FILM, { at: Date.now() + 3 * DAY_MS });
      const events = await journey.shows([...times(2, view('m-1')), ...carts(0, 5)]);
      expect(sessionsOf(events)).toHaveLength(2);
    }));
});
