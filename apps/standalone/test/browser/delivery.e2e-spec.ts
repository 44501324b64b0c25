import type { Slate } from '#libs/contracts';
import { describeWithPart } from '#libs/testing';
import type { Page } from '#libs/chromium';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { cart, carts, times, view } from './event-content.js';
import { Journeys } from './journeys.fixture.js';

const FILM = {
  body: `<h1 data-freshet-item="m-1">Dune</h1><button onclick="freshet('cart', 'm-1')">Keep</button>`,
};

/** Puts items `from` to `to - 1` into the cart, all at once. */
function keep(page: Page, from: number, to: number): Promise<void> {
  return page.evaluate(`for (let n = ${from}; n < ${to}; n += 1) freshet('cart', 'item-' + n)`);
}

describeWithPart('Chromium', 'events on their way', (executablePath) => {
  let journeys: Journeys;

  beforeAll(async () => {
    journeys = await Journeys.start(executablePath);
  });

  afterAll(() => journeys.close());

  it.concurrent('arrive from tabs that are closed 10 ms after a click', () =>
    journeys.go(async (journey) => {
      const film = journey.put('/film', FILM);
      const opener = await journey.visit(FILM);
      for (let tab = 0; tab < 10; tab += 1) {
        const opening = journey.context.waitForEvent('page');
        await opener.evaluate(`void open('${film}', '_blank')`);
        const popup = await opening;
        await journey.beaconRuns(popup);
        const closed = popup.waitForEvent('close');
        await popup.evaluate(
          `document.querySelector('button').click(), setTimeout(() => close(), 10), undefined`,
        );
        await closed;
      }
      await journey.shows([...times(11, view('m-1')), ...times(10, cart('m-1'))]);
    }),
  );

  it.concurrent('arrive from a tab that is closed while the service takes its time, and keeps them', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit(FILM);
      await journey.hasLogged(1);
      journey.proxy.treat('hold');
      await page.getByRole('button').click();
      await journey.proxy.hasSeen(2);
      await keep(page, 0, 3);
      await page.close({ runBeforeUnload: true });
      await journey.proxy.hasSeen(3);
      journey.proxy.release();
      await journey.shows([view('m-1'), cart('m-1'), ...carts(0, 3)]);
    }),
  );

  it.concurrent('arrive although their page crashed, once the next one is open', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit(FILM);
      await journey.hasLogged(1);
      await journey.proxy.goAway();
      await keep(page, 0, 5);
      const crashed = page.waitForEvent('crash');
      const session = await journey.context.newCDPSession(page);
      session.send('Page.crash').catch(() => undefined);
      await crashed;
      await journey.proxy.comeBack();
      await journey.visit(FILM);
      const events = await journey.shows([...times(2, view('m-1')), ...carts(0, 5)]);
      expect(new Set(events.map(({ session }) => session)).size).toBe(1);
    }),
  );

  it.concurrent('arrive after 200 clicks in a minute without a network, in small batches', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit(FILM, { clock: 'running' });
      await journey.hasLogged(1);
      await journey.context.setOffline(true);
      for (let step = 0; step < 20; step += 1) {
        await keep(page, step * 10, step * 10 + 10);
        await page.clock.runFor(3_000);
      }
      await journey.context.setOffline(false);
      const events = await journey.shows([view('m-1'), ...carts(0, 200)]);
      const kept = events.filter(({ type }) => type === 'cart');
      const [first, last] = [kept[0]?.ts ?? 0, kept.at(-1)?.ts ?? 0];
      expect(last - first).toBeGreaterThanOrEqual(57_000);
      for (const { bytes } of journey.proxy.batches) expect(bytes).toBeLessThan(16 * 1024);
    }),
  );

  it.concurrent('wait as long as a service that is overloaded asks, and arrive', () =>
    journeys.go(async (journey) => {
      journey.proxy.treat({ status: 503, retryAfter: 10 });
      const page = await journey.visit(FILM, { clock: 'paused' });
      const beginsToRest = async (): Promise<void> => {
        await page.clock.runFor(100);
        expect(await page.evaluate('sent.length')).toBe(1);
      };
      await vi.waitFor(beginsToRest, { timeout: 20_000 });
      await keep(page, 0, 3);
      await page.clock.runFor(9_900);
      expect(journey.proxy.batches).toHaveLength(1);
      journey.proxy.treat('pass');
      await page.clock.runFor(2_000);
      await journey.shows([view('m-1'), ...carts(0, 3)]);
    }),
  );

  it.concurrent('arrive through a service that fails without saying for how long', () =>
    journeys.go(async (journey) => {
      journey.proxy.treat({ status: 503 });
      const page = await journey.visit(FILM);
      await keep(page, 0, 3);
      await journey.proxy.hasSeen(3);
      journey.proxy.treat('pass');
      await journey.shows([view('m-1'), ...carts(0, 3)]);
    }),
  );

  it.concurrent('arrive in the order in which they were done', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit(FILM);
      await keep(page, 0, 150);
      const events = await journey.shows([view('m-1'), ...carts(0, 150)]);
      expect(events.map(({ item }) => item)).toEqual(['m-1', ...carts(0, 150).map(({ item }) => item)]);
    }),
  );

  it.concurrent('arrive although they were told before the beacon had loaded', () =>
    journeys.go(async (journey) => {
      // A page whose session has not begun after 0.3 s, which happens where many pages share a processor, asks again.
      const ask = "slate = freshet('recommend').catch(() => freshet('recommend'))";
      const before = `${STUB}; freshet('cart', 'item-0'); freshet('cart', 'item-1'); ${ask}`;
      const page = await journey.visit({ ...FILM, before });
      const { after } = await page.evaluate<Slate>('slate');
      expect(after?.included).toBe(true);
      await journey.shows([view('m-1'), ...carts(0, 2)]);
    }),
  );

  it.concurrent('are in the slate that is asked for right after them', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit(FILM);
      const slate = await page.evaluate<Slate>(
        "freshet('cart', 'item-0'), freshet('recommend', { limit: 3 })",
      );
      expect(slate).toMatchObject({ after: { included: true }, sessionEvents: 2 });
      await journey.shows([view('m-1'), ...carts(0, 1)]);
    }),
  );

  it.concurrent('count once where the service took them and its answer was lost', () =>
    journeys.go(async (journey) => {
      journey.proxy.treat('lose-answer');
      const page = await journey.visit(FILM);
      await keep(page, 0, 3);
      await journey.proxy.hasSeen(2);
      journey.proxy.treat('pass');
      await journey.shows([view('m-1'), ...carts(0, 3)]);
      const sent = journey.proxy.batches.flatMap(({ body }) => body.events.map(({ id }) => id));
      expect(sent.length).toBeGreaterThan(new Set(sent).size);
    }),
  );

  it.concurrent('arrive where the site has left no room in the store', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit({ ...FILM, before: FILL_STORAGE });
      await journey.hasLogged(1);
      await journey.proxy.goAway();
      await keep(page, 0, 20);
      await journey.proxy.comeBack();
      await journey.shows([view('m-1'), ...carts(0, 20)]);
    }),
  );

  it.concurrent(
    'are dropped oldest first where more wait than are kept, and the service is told how many',
    () =>
      journeys.go(async (journey) => {
        const page = await journey.visit(FILM);
        // Logged is not enough: until the page has its answer, the view waits with the others.
        await page.waitForFunction('sent.length > 0');
        await journey.proxy.goAway();
        await keep(page, 0, 1050);
        await journey.proxy.comeBack();
        await journey.shows([view('m-1'), ...carts(50, 1050)]);
        const told = journey.proxy.batches.map(({ body }) => body.dropped ?? 0);
        expect(told.reduce((sum, dropped) => sum + dropped)).toBe(50);
        expect(await journey.dropsCounted()).toBe(50);
      }),
  );
});

/** As the documentation has it. */
const STUB = `window.freshet = window.freshet || function () {
  var call = arguments;
  return new Promise(function (answer) { call.answer = answer; (freshet.q = freshet.q || []).push(call) });
}`;
/** To the last byte that the origin may store. */
const FILL_STORAGE = `
  for (let size = 1 << 22; size >= 1; size >>= 1) {
    try {
      for (let n = 0; ; n += 1) localStorage.setItem('site-' + size + '-' + n, 'x'.repeat(size));
    } catch {}
  }`;
