import { expect, it } from 'vitest';
import { view } from '../event-content.js';
import { clickOn, impressionsOf, seenSlate, type Go } from './docs-journey.js';
import { patient } from './run-snippet.js';

const FILMS = ['m-1', 'm-2', 'm-3'];
const POSTER = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 3"><rect width="2" height="3"/></svg>';

/** Plain pages that somebody pasted the docs' snippets into. */
export function tryPageSnippets(go: Go): void {
  it('see the item of a page with the tag alone', () =>
    go(async (docs) => {
      await docs.open(docs.code('tag'), docs.code('item'));
      await docs.happens(view('m-17'));
      await docs.ends();
    }));

  it.each(['item-meta', 'item-json-ld'])('see the item that the head names: %s', (name) =>
    go(async (docs) => {
      await docs.open(docs.code('tag', name));
      await docs.happens(view('m-17'));
      await docs.ends();
    }),
  );

  it('fill the template, and tell what of it was seen and clicked', () =>
    go(async (docs) => {
      docs.put('/films/m-2', docs.code('tag'), '<main data-freshet-item="m-2">The Long Field</main>');
      for (const item of FILMS) docs.putFile(`/posters/${item}.svg`, 'image/svg+xml', POSTER);
      const page = await docs.open(docs.code('tag'), patient(docs.code('item', 'widget')));
      const seen = await seenSlate(page);
      expect(seen.items).toEqual(FILMS);
      await docs.happens(view('m-17'), ...impressionsOf(seen));
      await page.getByText('The Long Field').click();
      await docs.happens(clickOn(seen, 1), view('m-2'));
      await docs.ends();
    }));

  it('look up what the page does not hold', () =>
    go(async (docs) => {
      const facts = FILMS.map((item) => [item, { title: `Looked up ${item}`, url: `/films/${item}` }]);
      docs.putFile('/catalogue.json', 'application/json', JSON.stringify(Object.fromEntries(facts)));
      const page = await docs.open(docs.code('tag'), patient(docs.code('item', 'widget', 'widget-lookup')));
      await page.getByText('Looked up m-3').waitFor();
      await docs.happens(view('m-17'), ...impressionsOf(await seenSlate(page)));
      await docs.ends();
    }));

  it('draw a list themselves', () =>
    go(async (docs) => {
      docs.put('/films/m-3', docs.code('tag', 'item-meta').replace('m-17', 'm-3'));
      const page = await docs.open(docs.code('stub', 'tag'), docs.code('item', 'recommend'));
      const seen = await seenSlate(page);
      await docs.happens(view('m-17'), ...impressionsOf(seen));
      await page.getByText('m-3').click();
      await docs.happens(clickOn(seen, 2), view('m-3'));
      await docs.ends();
    }));

  it('tell carts and purchases before the script is there', () =>
    go(async (docs) => {
      await docs.open(docs.code('stub', 'purchase', 'tag'), docs.code('item'));
      await docs.happens(
        view('m-17'),
        { type: 'cart', item: 'm-17', value: 12.5 },
        { type: 'purchase', item: 'm-17', value: 25, quantity: 2 },
        { type: 'purchase', item: 'm-3', value: 4.99 },
      );
      await docs.ends();
    }));
}
