import { describeWithPart } from '#libs/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clickOn, impressionOf, view, watch } from './event-content.js';
import { Journeys } from './journeys.fixture.js';
import { silentFilm } from './silent-film.js';

const linked = (data: object): string =>
  `<script type="application/ld+json">${JSON.stringify(data)}</script>`;

/** How sites say what a page is about. */
const ITEM_PAGES = {
  'an attribute': { body: '<article data-freshet-item="m-1">Dune</article>' },
  'a meta tag': { head: '<meta name="freshet:item" content="m-1">' },
  'a linked Product': { head: linked({ '@context': 'https://schema.org', '@type': 'Product', sku: 'm-1' }) },
  'a linked Movie': {
    head: linked({ '@graph': [{ '@type': 'WebSite' }, { '@type': 'Movie', identifier: 'm-1' }] }),
  },
  'a linked VideoObject': { head: linked([{ '@type': 'VideoObject', '@id': 'm-1' }]) },
  'an item outside a slate': {
    body: `<div data-freshet-slate="slate-01"><a data-freshet-item="m-9" style="display: none">Alien</a></div>
      <h1 data-freshet-item="m-1">Dune</h1>`,
  },
};

/** Films of 100 px each in a window of 720 px: 40 px of the third one are in view, the fourth is far below. */
const SLATE_PAGE = {
  head: '<style>body{margin:0}a{display:block;height:100px}#edge{margin-top:480px}#far{margin-top:3000px}</style>',
  body: `<meta name="freshet:item" content="m-0"><div data-freshet-slate="slate-01">
    <a data-freshet-item="m-1" href="#one">One</a>
    <a data-freshet-item="m-2" href="/next">Two</a>
    <a data-freshet-item="m-3" id="edge">Three</a>
    <a data-freshet-item="m-4" id="far">Four</a>
  </div>`,
};

/** Of a page under a paused clock. The beacon gives up waiting for a page's item after 2 s, and looks at changes 20 ms after them. */
const doneAfter2s = (change: string): string =>
  `requestAnimationFrame(() => setTimeout(() => { ${change} }, 1990))`;

/** Resolves once the browser has told every observer what is in view. */
const SEEN = `new Promise((seen) => new IntersectionObserver(() => seen()).observe(document.body))`;

describeWithPart('Chromium', 'what the beacon sees by itself', (executablePath) => {
  let journeys: Journeys;

  beforeAll(async () => {
    journeys = await Journeys.start(executablePath);
  });

  afterAll(() => journeys.close());

  it.concurrent.each(Object.entries(ITEM_PAGES))('is the item of a page by %s', (_name, page) =>
    journeys.go(async (journey) => {
      await journey.visit(page);
      await journey.shows([view('m-1')]);
    }),
  );

  it.concurrent('is a view of a page without an item', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit({}, { clock: 'running' });
      await page.clock.runFor(5_000);
      const [event] = await journey.shows([view()]);
      expect(event?.page).toBe(`${journey.pages.origin}/`);
    }),
  );

  it.concurrent('is each page of a site that draws its pages itself', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit({ body: '<h1 data-freshet-item="m-1">Dune</h1>' });
      for (const item of ['m-2', 'm-3']) {
        await page.evaluate(`history.pushState({}, '', '/${item}')`);
        await page.evaluate(`document.querySelector('h1').dataset.freshetItem = '${item}'`);
        await page.waitForFunction(`made.some(({ item }) => item === '${item}')`);
      }
      const events = await journey.shows([view('m-1'), view('m-2'), view('m-3')]);
      const { origin } = journey.pages;
      expect(events.map(({ page: address }) => address)).toEqual([
        `${origin}/`,
        `${origin}/m-2`,
        `${origin}/m-3`,
      ]);
    }),
  );

  it.concurrent('is the page that was turned to when the one before had been there for two seconds', () =>
    journeys.go(async (journey) => {
      const before = doneAfter2s(
        `document.querySelector('h1').dataset.freshetItem = 'm-2'; history.pushState({}, '', '/m-2')`,
      );
      const page = await journey.visit(
        { before, body: '<h1 data-freshet-item="m-1">Dune</h1>' },
        { clock: 'paused' },
      );
      await page.clock.runFor(5_000);
      await page.clock.resume();
      const [, second] = await journey.shows([view('m-1'), view('m-2')]);
      expect(second?.page).toBe(`${journey.pages.origin}/m-2`);
    }),
  );

  it.concurrent('is an item that comes when the page has been there for two seconds', () =>
    journeys.go(async (journey) => {
      const before = doneAfter2s(`document.querySelector('h1').dataset.freshetItem = 'm-1'`);
      const page = await journey.visit({ before, body: '<h1>Dune</h1>' }, { clock: 'paused' });
      await page.clock.runFor(5_000);
      await page.clock.resume();
      await journey.shows([view('m-1')]);
    }),
  );

  it.concurrent('is what at least half of was in view for a second, once', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit(SLATE_PAGE, { clock: 'paused' });
      await page.evaluate(SEEN);
      await page.clock.runFor(900);
      // In view for half a second, and away again.
      await page.evaluate(`scrollTo(0, 3500)`);
      await page.evaluate(SEEN);
      await page.clock.runFor(500);
      await page.evaluate(`scrollTo(0, 0)`);
      await page.evaluate(SEEN);
      await page.clock.runFor(1_100);
      await page.evaluate(`scrollTo(0, 1000)`);
      await page.evaluate(SEEN);
      await page.evaluate(`scrollTo(0, 0)`);
      await page.evaluate(SEEN);
      await page.clock.runFor(5_000);
      await journey.shows([view('m-0'), impressionOf('m-1', 0), impressionOf('m-2', 1)]);
    }),
  );

  it.concurrent('is a click on an item of a slate, also one that leads away', () =>
    journeys.go(async (journey) => {
      journey.put('/next', { body: '<h1 data-freshet-item="m-2">Two</h1>' });
      const page = await journey.visit(SLATE_PAGE, { clock: 'paused' });
      await page.clock.runFor(500);
      await page.evaluate(`document.querySelector('#far').click()`);
      await page.evaluate(`document.querySelector('[href="/next"]').click()`);
      await page.waitForURL('**/next');
      await journey.beaconRuns(page);
      await page.clock.runFor(500);
      const events = await journey.shows([view('m-0'), clickOn('m-4', 3), clickOn('m-2', 1), view('m-2')]);
      expect(new Set(events.map(({ session }) => session)).size).toBe(1);
    }),
  );

  it.concurrent('is the share of a film that was played, what was skipped left out', () =>
    journeys.go(async (journey) => {
      const page = await journey.visit({
        body: `<h1 data-freshet-item="m-0">Films of the week</h1><video muted data-freshet-item="m-1" src="${silentFilm(8)}"></video>`,
      });
      const played = await page.evaluate<number>(`(async () => {
        const film = document.querySelector('video');
        const happens = (type) => new Promise((done) => film.addEventListener(type, done, { once: true }));
        film.playbackRate = 4;
        await film.play();
        while (film.currentTime < 2) await happens('timeupdate');
        film.pause();
        const first = film.currentTime;
        film.currentTime = 6;
        await happens('seeked');
        await film.play();
        await happens('ended');
        // What the player counts later than that is told when the page goes: as if it went now.
        dispatchEvent(new Event('pagehide'));
        return first / film.duration + 0.25;
      })()`);
      await journey.hasLogged(await page.evaluate<number>('made.length'));
      const events = await journey.watched('m-1');
      expect(events.at(-1)?.progress).toBeCloseTo(played, 1);
      expect(events.length).toBeLessThanOrEqual(8);
      await journey.shows([view('m-0'), ...events.map(({ progress = 0 }) => watch('m-1', progress))]);
    }),
  );
});
