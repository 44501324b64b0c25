import { describeWithPart } from '#libs/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cart, sessionsOf, times, view } from './event-content.js';
import { Journeys } from './journeys.fixture.js';

const FILM = {
  body: `<h1 data-freshet-item="m-1">Dune</h1><button onclick="freshet('cart', 'm-1')">Keep</button>`,
};
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

describeWithPart('Chromium', 'a visitor’s session', (executablePath) => {
  let journeys: Journeys;

  beforeAll(async () => {
    journeys = await Journeys.start(executablePath);
  });

  afterAll(() => journeys.close());

  it.concurrent('is one in five tabs that open at once', () =>
    journeys.go(async (journey) => {
      const url = journey.put('/', FILM);
      const pages = await Promise.all(Array.from({ length: 5 }, () => journey.open(url)));
      await Promise.all(pages.map((page) => page.evaluate("freshet('cart', 'm-1')")));
      const events = await journey.shows([...times(5, view('m-1')), ...times(5, cart('m-1'))]);
      expect(sessionsOf(events)).toHaveLength(1);
      expect(new Set(events.map(({ visitor }) => visitor)).size).toBe(1);
    }),
  );

  it.concurrent('is one in five tabs that a page opens at once', () =>
    journeys.go(async (journey) => {
      const film = journey.put('/film', FILM);
      const page = await journey.context.newPage();
      await page.goto(journey.putBare('/'));
      await page.evaluate(`for (let n = 0; n < 5; n += 1) open('${film}', '_blank', 'noopener')`);
      const events = await journey.shows(times(5, view('m-1')));
      expect(sessionsOf(events)).toHaveLength(1);
    }),
  );

  it.concurrent('goes on over pages and reloads', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit(FILM);
      await page.reload();
      await journey.beaconRuns(page);
      await page.goto(journey.put('/other', { body: '<h1 data-freshet-item="m-2">Alien</h1>' }));
      await journey.beaconRuns(page);
      const events = await journey.shows([...times(2, view('m-1')), view('m-2')]);
      expect(sessionsOf(events)).toHaveLength(1);
    }),
  );

  it.concurrent('is a new one after half an hour in which nothing was done, and the same before that', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit(FILM, { clock: 'running' });
      await page.clock.fastForward(29 * MINUTE_MS);
      await page.getByRole('button').click();
      await page.clock.fastForward(29 * MINUTE_MS);
      await page.getByRole('button').click();
      await journey.hasLogged(3);
      await page.clock.fastForward(31 * MINUTE_MS);
      await page.getByRole('button').click();
      await page.clock.runFor(1_000);
      const events = await journey.shows([view('m-1'), ...times(3, cart('m-1'))]);
      const sessions = events.map(({ session }) => session);
      expect(new Set(sessions.slice(0, 3)).size).toBe(1);
      expect(new Set(sessions).size).toBe(2);
      expect(new Set(events.map(({ visitor }) => visitor)).size).toBe(1);
    }),
  );

  it.concurrent.each([-2 * DAY_MS, 2 * DAY_MS])(
    'happens now on a device whose clock is off by %d ms',
    (offMs) =>
      journeys.go(async (journey) => {
        const before = Date.now();
        const page = await journey.visit(FILM, { at: before + offMs });
        await page.getByRole('button').click();
        const events = await journey.shows([view('m-1'), cart('m-1')]);
        for (const { ts } of events) {
          expect(ts).toBeGreaterThan(before - 1_000);
          expect(ts).toBeLessThan(Date.now() + 1_000);
        }
        expect(sessionsOf(events)).toHaveLength(1);
      }),
  );
});
