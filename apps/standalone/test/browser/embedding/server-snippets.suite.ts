import type { Slate } from '#libs/contracts';
import { expect, it, vi } from 'vitest';
import { view } from '../event-content.js';
import { impressionsOf, seenSlate, type Go } from './docs-journey.js';
import { importSnippet, patient, runSnippet } from './run-snippet.js';

/** `freshet-server.mjs` of the docs. */
interface FreshetServer {
  purchased(order: {
    session: string;
    order: number;
    lines: readonly { item: string; value: number; quantity: number }[];
  }): Promise<void>;
  recommended(question: { session: string; viewing: string }): Promise<Slate>;
}

/** A busy service says that the same should be sent again; a slow answer is given up by the snippet. */
const PATIENCE = { timeout: 20_000, interval: 100 };

const COPIES = [
  { item: 'm-17', value: 25, quantity: 2 },
  { item: 'm-3', value: 4.99, quantity: 1 },
];

/** What sites' servers and their operators do beside the pages. */
export function tryServerSnippets(go: Go): void {
  it('tell what the server knows, in the session of its page', () =>
    go(async (docs) => {
      const server = await importSnippet<FreshetServer>(docs.code('freshet-server.mjs'));
      const slates: Slate[] = [];
      await docs.journey.context.route('**/orders', async (route) => {
        const session = new URLSearchParams(route.request().postData() ?? '').get('session') ?? '';
        await vi.waitFor(() => server.purchased({ session, order: 4711, lines: COPIES }), PATIENCE);
        // Once more, as after an answer that was lost.
        await vi.waitFor(() => server.purchased({ session, order: 4711, lines: COPIES }), PATIENCE);
        slates.push(await vi.waitFor(() => server.recommended({ session, viewing: 'm-17' }), PATIENCE));
        await route.fulfill({ contentType: 'text/html', body: '<p>Thank you</p>' });
      });
      const page = await docs.open(docs.code('tag'), docs.code('item', 'checkout'));
      await docs.happens(view('m-17'));
      await page.getByText('Buy').click();
      await page.getByText('Thank you').waitFor();
      await docs.happens(...COPIES.map((line) => ({ type: 'purchase' as const, ...line })));
      const [event] = await docs.ends();
      expect(slates).toMatchObject([{ site: docs.journey.site, session: event?.session }]);
      expect(slates[0]?.items.map(({ item }) => item)).toEqual(['m-1', 'm-2', 'm-3']);
    }));

  it('show what is known of a session, and take it away', () =>
    go(async (docs) => {
      await docs.open(docs.code('tag'), docs.code('item'));
      await docs.happens(view('m-17'));
      const [event] = await docs.ends();
      const ask = (name: string): Promise<string> =>
        runSnippet(docs.code(name).replace('SESSION', event?.session ?? ''));
      expect(JSON.parse(await ask('look-up'))).toMatchObject({ events: 1, interactions: [{ item: 'm-17' }] });
      expect(await ask('forget')).toBe('');
      await vi.waitFor(
        async () => expect(JSON.parse(await ask('look-up'))).toMatchObject({ events: 0, interactions: [] }),
        PATIENCE,
      );
    }));

  it('print tags that work as they are', () =>
    go(async (docs) => {
      const printed = await runSnippet(docs.code('embed'));
      const pinned = printed.match(/<script .*integrity.*<\/script>/g) ?? [];
      expect(pinned).toHaveLength(2);
      const page = await docs.open(
        pinned.join(''),
        patient(docs.code('item', 'widget')).replace(/<script async.*<\/script>/, ''),
      );
      await docs.happens(view('m-17'), ...impressionsOf(await seenSlate(page)));
      await docs.ends();
    }));
}
