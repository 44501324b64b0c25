import type { Page } from '#libs/chromium';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { view } from '../event-content.js';
import { clickOn, impressionsOf, seenSlate, type DocsJourney, type Go } from './docs-journey.js';
import { BUILT_FOR, type Workshop } from './workshop.js';

/** What the site's own server says of its films, by the names in their addresses. */
const FILMS = {
  'm-1': { id: 'm-1', title: 'Blue Harbour', price: 3.99 },
  'm-2': { id: 'm-2', title: 'The Long Field', price: 4.99 },
  'm-3': { id: 'm-3', title: 'Night Ferry', price: 5.99 },
  'night-ferry': { id: 'm-3', title: 'Night Ferry', price: 5.99 },
  'blue-harbour': { id: 'm-1', title: 'Blue Harbour', price: 3.99 },
};
/** Long enough for the beacon to look at the page meanwhile. */
const SLOW_MS = 300;

/** A single-page app, open at its first page. */
class App {
  private readonly questions: URL[] = [];

  private constructor(readonly page: Page) {
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.pathname === '/recommendations') this.questions.push(url);
    });
  }

  static async open(docs: DocsJourney, bundle: string): Promise<App> {
    const { proxy, site } = docs.journey;
    const body = bundle.replaceAll(BUILT_FOR.serviceUrl, proxy.url).replaceAll(BUILT_FOR.site, site);
    docs.putFile('/app.js', 'text/javascript', body);
    for (const [name, film] of Object.entries(FILMS)) {
      docs.putFile(`/data/${name}.json`, 'application/json', JSON.stringify(film));
    }
    return new App(await docs.open('', '<div id="app"></div><script type="module" src="/app.js"></script>'));
  }

  async follow(link: string): Promise<void> {
    await this.page.getByRole('link', { name: link, exact: true }).click();
  }

  /** The event that the newest question asked the answer to include, as the page told of it. */
  askedAfter(): Promise<unknown> {
    const id = this.questions.at(-1)?.searchParams.get('after') ?? '';
    return this.page.evaluate(`made.find(({ id }) => id === '${id}')`);
  }
}

/** Walks through the React app and back. @returns the addresses of the pages viewed, in order */
async function walkReactApp(docs: DocsJourney, app: App): Promise<string[]> {
  const atHome = await seenSlate(app.page);
  await docs.happens(view(), ...impressionsOf(atHome));

  await app.follow('m-2');
  const onFilm = await seenSlate(app.page, atHome.slate);
  await docs.happens(clickOn(atHome, 1), view('m-2'), ...impressionsOf(onFilm));
  expect(await app.askedAfter()).toMatchObject({ type: 'view', item: 'm-2' });

  await app.page.getByText('Rent').click();
  await docs.happens({ type: 'cart', item: 'm-2', value: 4.99 });

  await app.follow('Night Ferry');
  const onNamed = await seenSlate(app.page, onFilm.slate);
  await docs.happens(view('m-3'), ...impressionsOf(onNamed));

  // Until the answer is there, the new address has the film before on it.
  await app.page.route('**/data/blue-harbour.json', (route) => pause(SLOW_MS).then(() => route.continue()));
  await app.follow('Blue Harbour');
  const onSlow = await seenSlate(app.page, onNamed.slate);
  await docs.happens(view('m-1'), ...impressionsOf(onSlow));

  await app.follow('Told');
  await docs.happens(view('m-2'));

  await app.page.goBack();
  await docs.happens(view('m-1'), ...impressionsOf(await seenSlate(app.page, onSlow.slate)));

  await app.follow('About');
  await docs.happens(view());
  const views = (await docs.ends()).filter(({ type }) => type === 'view');
  return views.map(({ page: address = '' }) => new URL(address).pathname);
}

/** Apps that were bundled with the docs' snippets in them. */
export function tryAppSnippets(go: Go, workshop: () => Workshop): void {
  it.each(['React, for development', 'React, for production'] as const)(
    'in %s, see each page, list and click once',
    (program) =>
      go(async (docs) => {
        const app = await App.open(docs, workshop().bundles[program]);
        const viewed = ['/', '/films/m-2', '/named/night-ferry', '/named/blue-harbour', '/told/m-2'];
        expect(await walkReactApp(docs, app)).toEqual([...viewed, '/named/blue-harbour', '/about']);
      }),
  );

  it('have the types of the package', async () => expect(await workshop().typeErrors()).toBe(''));

  it('in Vue, see each page, list and click once', () =>
    go(async (docs) => {
      const app = await App.open(docs, workshop().bundles.Vue);
      const atHome = await seenSlate(app.page);
      await docs.happens(view(), ...impressionsOf(atHome));
      await app.follow('m-3');
      const onFilm = await seenSlate(app.page, atHome.slate);
      await docs.happens(clickOn(atHome, 2), view('m-3'), ...impressionsOf(onFilm));
      expect(await app.askedAfter()).toMatchObject({ type: 'view', item: 'm-3' });
      await app.follow('m-1');
      await docs.happens(clickOn(onFilm, 0), view('m-1'));
      await docs.happens(...impressionsOf(await seenSlate(app.page, onFilm.slate)));
      await docs.ends();
    }));

  it('in Tag Manager, tell of a page and of a purchase in its data layer', () =>
    go(async (docs) => {
      docs.putFile('/tag-manager.js', 'text/javascript', workshop().bundles['Tag Manager']);
      const tags = [
        { trigger: 'gtm.js', html: docs.code('gtm') },
        { trigger: 'purchase', html: docs.code('gtm-purchase') },
      ];
      const container = { tags, variables: { 'Ecommerce Items': 'ecommerce.items' } };
      const items = [{ item_id: 'm-17', price: 6.25, quantity: 2 }];
      const dataLayer = [{ event: 'gtm.js' }, { event: 'purchase', ecommerce: { items } }];
      const told = JSON.stringify({ container, dataLayer }).replaceAll('<', '\\u003c');
      const head = `<script>Object.assign(window, ${told})</script><script async src="/tag-manager.js"></script>`;
      await docs.open(head, docs.code('item'));
      await docs.happens(view('m-17'), { type: 'purchase', item: 'm-17', value: 12.5, quantity: 2 });
      await docs.ends();
    }));
}
