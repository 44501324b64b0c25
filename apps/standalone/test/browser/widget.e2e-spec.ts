import { describeWithPart } from '#libs/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sharedBrowser } from './browsing.js';
import { view } from './event-content.js';
import type { Journey } from './journey.js';
import { Journeys, type Page } from './journeys.fixture.js';
import { FACTS_SCRIPT, RESERVED, slateElement } from './widget-page.js';

/** What the service recommends to everybody on the sites of the journeys. */
const FIXED = ['m-1', 'm-2', 'm-3'];

/** A machine that runs many tests at once is slower than a visitor would put up with. */
const PATIENT = 'budget="10000"';

/** Questions for a slate. */
const READ = /\/recommendations/;

/** What the page was told of its slates. */
const LISTEN_TO_SLATES = `
  window.slates = [];
  document.addEventListener('freshet:slate', ({ detail }) => slates.push({ ...detail, eventsBefore: made.length }));`;

interface Shown {
  readonly ms: number;
  readonly slate: {
    readonly slate: string;
    readonly sessionEvents: number;
    readonly after?: { readonly id: string; readonly included: boolean };
  };
}

const slatesOf = (page: Page): Promise<readonly Shown[]> => page.evaluate('slates');
/** Waits until these items are shown, in this order. */
async function shows(page: Page, items: readonly string[], selector = 'freshet-slate'): Promise<void> {
  const shown = `Array.from(document.querySelectorAll('${selector} [data-freshet-item]'), (card) => card.dataset.freshetItem)`;
  await page.waitForFunction(`String(${shown}) === '${items.join()}'`, undefined, { timeout: 10_000 });
}

describeWithPart('Chromium', 'the widget with its beacon and its service', (executablePath) => {
  let journeys: Journeys;

  beforeAll(async () => {
    journeys = await Journeys.start(sharedBrowser(executablePath), `{ fixed: [${FIXED.join()}] }`);
  });

  afterAll(() => journeys.close());

  /** A page as the documentation has it, both scripts asynchronous. */
  function pageWith(journey: Journey, body: string): { head: string; body: string; before: string } {
    const head = `${RESERVED}<script async src="${journey.proxy.url}/widget.js"></script>`;
    return { head, body: body + FACTS_SCRIPT, before: LISTEN_TO_SLATES };
  }

  it.concurrent(
    'shows the slate, and what is seen and clicked of it stands on the log with slate and position',
    () =>
      journeys.go(async (journey) => {
        const body = `<h1 data-freshet-item="m-9">Dune</h1>${slateElement(`limit="3" viewing="m-9" ${PATIENT}`)}
        <script>document.addEventListener('click', (event) => event.preventDefault())</script>`;
        const page = await journey.visit(pageWith(journey, body));
        await shows(page, FIXED);
        const [shown] = await slatesOf(page);
        const slate = shown?.slate.slate ?? '';
        const impressions = FIXED.map((item, position) => ({
          type: 'impression' as const,
          item,
          slate,
          position,
        }));
        await journey.hasLogged(4);
        await page.getByRole('link', { name: 'Film 2' }).click();
        await journey.shows([
          view('m-9'),
          ...impressions,
          { type: 'click', item: 'm-2', slate, position: 1 },
        ]);
        expect(journey.faults).toEqual([]);
      }),
  );

  it.concurrent('asks again for each event that changes the session, and the answer includes it', () =>
    journeys.go(async (journey) => {
      const body = `<h1 data-freshet-item="m-9">Dune</h1>${slateElement(PATIENT)}<button onclick="freshet('cart', 'm-9')">Keep</button>`;
      const page = await journey.visit(pageWith(journey, body));
      await shows(page, FIXED);
      await page.getByRole('button', { name: 'Keep' }).click();
      const cart = `made.find(({ type }) => type === 'cart')?.id`;
      await page.waitForFunction(`slates.at(-1).slate.after?.id === ${cart}`);
      const { slate, ms } = (await slatesOf(page)).at(-1) ?? {};
      expect(slate?.after).toEqual({ id: await page.evaluate(cart), included: true });
      expect(await page.locator('freshet-slate').getAttribute('data-freshet-slate')).toBe(slate?.slate);
      expect(ms).toBeGreaterThan(0);
    }),
  );

  it.concurrent('shows the slate of a page without an item at once, whichever script comes first', () =>
    journeys.go(async (journey) => {
      const { head, ...page } = pageWith(journey, slateElement(PATIENT));
      const widgetFirst = {
        ...page,
        head: RESERVED,
        before: `${LISTEN_TO_SLATES}</script>
        <script src="${journey.proxy.url}/widget.js"></script><script>`,
      };
      for (const order of [widgetFirst, { ...page, head }]) {
        // Without an item the view itself comes two seconds later. A slow machine may need as long, so the page's clock goes on in steps and not as far.
        const tab = await journey.visit(order, { clock: 'paused' });
        for (let ms = 0; ms < 1_900 && (await slatesOf(tab)).length === 0; ms += 50) {
          await tab.clock.runFor(50);
          await tab.waitForFunction('slates.length > 0', undefined, { timeout: 250 }).catch(() => undefined);
        }
        await shows(tab, FIXED);
        expect(await slatesOf(tab)).toMatchObject([{ eventsBefore: 0 }]);
        await tab.close();
      }
    }),
  );

  it.concurrent('asks once for a page that is opened, its view in the answer', () =>
    journeys.go(async (journey) => {
      const body = `<h1 data-freshet-item="m-9">Dune</h1>${slateElement(PATIENT)}`;
      const page = await journey.visit(pageWith(journey, body));
      await shows(page, FIXED);
      await page.reload();
      await shows(page, FIXED);
      const [shown] = await slatesOf(page);
      expect(shown?.slate.after).toEqual({ id: await page.evaluate('made[0].id'), included: true });
      // Those of one view: a question that was asked again until its event was there is one.
      const asked = journey.proxy.paths.filter((path) => path.includes('/recommendations'));
      expect(new Set(asked).size).toBe(2);
      expect(await page.evaluate('slates.length')).toBe(1);
    }),
  );

  it.concurrent('renews its list when the page comes back out of memory', () =>
    journeys.go(async (journey) => {
      const body = `<h1 data-freshet-item="m-9">Dune</h1>${slateElement(PATIENT)}`;
      const page = await journey.visit(pageWith(journey, body));
      await shows(page, FIXED);
      await page.goto(journey.put('/next', { body: '<h1 data-freshet-item="m-8">Next</h1>' }));
      await journey.beaconRuns(page);
      await page.goBack({ waitUntil: 'commit' });
      await page.waitForFunction('slates.length > 1');
      expect((await slatesOf(page)).at(-1)?.slate.sessionEvents).toBeGreaterThan(2);
    }),
  );

  it.concurrent(
    'keeps the fallback while the service is away, and fills when it is back and something happens',
    () =>
      journeys.go(async (journey) => {
        const body = `<h1 data-freshet-item="m-9">Dune</h1>${slateElement(PATIENT)}<button onclick="freshet('cart', 'm-9')">Keep</button>`;
        const page = await journey.visit(pageWith(journey, body));
        await shows(page, FIXED);
        await page.route(READ, (route) => route.abort());
        await page.reload();
        await journey.beaconRuns(page);
        await page.waitForFunction(`made.length > 0 && !document.querySelector('[aria-busy]')`);
        expect(await page.getByRole('link', { name: 'All films' }).isVisible()).toBe(true);
        await page.unroute(READ);
        await page.getByRole('button', { name: 'Keep' }).click();
        await shows(page, FIXED);
        expect(journey.faults).toEqual([]);
      }),
  );

  it.concurrent('gives two elements of a page a slate each', () =>
    journeys.go(async (journey) => {
      const body = `<h1 data-freshet-item="m-9">Dune</h1>${slateElement(`id="one" limit="2" ${PATIENT}`)}${slateElement(`id="two" exclude="m-1" ${PATIENT}`)}`;
      const page = await journey.visit(pageWith(journey, body));
      await shows(page, ['m-1', 'm-2'], '#one');
      await shows(page, ['m-2', 'm-3'], '#two');
      const ids = await page.evaluate<readonly string[]>(
        `Array.from(document.querySelectorAll('freshet-slate'), ({ dataset }) => dataset.freshetSlate)`,
      );
      expect(new Set(ids).size).toBe(2);
    }),
  );
});
