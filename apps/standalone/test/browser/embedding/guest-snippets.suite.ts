import { expect, it, vi } from 'vitest';
import { view, watch } from '../event-content.js';
import { silentFilm } from '../silent-film.js';
import { impressionsOf, seenSlate, type Go } from './docs-journey.js';
import { importSnippet, patient } from './run-snippet.js';

/** What the docs say of pages with rules of their own: films, policies, consent. */
export function tryGuestSnippets(go: Go): void {
  it('see how much of a film was played', () =>
    go(async (docs) => {
      const [, film = ''] = silentFilm(2).split('base64,');
      docs.putFile('/trailers/m-3.webm', 'audio/wav', Buffer.from(film, 'base64'));
      const page = await docs.open(docs.code('tag'), docs.code('item', 'video'));
      const shares = await page.evaluate<number[]>(`(async () => {
        const video = document.querySelector('video');
        video.muted = true;
        const ended = new Promise((resolve) => video.addEventListener('ended', resolve));
        await video.play();
        await ended;
        // What the player counts later than that is told when the page goes: as if it went now.
        dispatchEvent(new Event('pagehide'));
        return made.filter(({ type }) => type === 'watch').map(({ progress }) => progress);
      })()`);
      // A busy machine starts sound some hundredths of a second late, and the player does not count them as played.
      expect(shares.at(-1)).toBeCloseTo(1, 1);
      await docs.happens(view('m-17'), ...shares.map((share) => watch('m-3', share)));
      await docs.ends();
    }));

  it('see the pages that a script puts in place of the first', () =>
    go(async (docs) => {
      docs.putFile('/films/m-3.txt', 'text/plain', 'Night Ferry');
      const page = await docs.open(docs.code('tag'), docs.code('spa'));
      await docs.happens(view('m-17'));
      await page.keyboard.press('Enter');
      await docs.happens(view('m-3'));
      const pages = (await docs.ends()).map(({ page: address = '' }) => new URL(address).pathname);
      expect(pages).toEqual(['/', '/films/m-3']);
    }));

  it('store and send nothing before a yes, and keep nothing after a no', () =>
    go(async (docs) => {
      const page = await docs.open(docs.code('consent'), docs.code('item'));
      const stored = 'Object.keys({ ...localStorage, ...sessionStorage }).length';
      expect(await page.evaluate(stored)).toBe(0);
      await page.getByText('Yes').click();
      await docs.happens(view('m-17'));
      expect(await page.evaluate(stored)).toBeGreaterThan(0);
      await page.getByText('No').click();
      await page.evaluate("freshet('cart', 'm-17')");
      expect(await page.evaluate(stored)).toBe(0);
      await docs.ends();
    }));

  it('send a hash in place of the login', () =>
    go(async (docs) => {
      await docs.open(docs.code('stub', 'identify', 'tag'), docs.code('item'));
      await docs.happens(view('m-17'));
      const [event] = await docs.ends();
      expect(event?.user).toBe(docs.journey.hashOf('ada@example.org'));
      expect(JSON.stringify(docs.journey.proxy.batches)).not.toContain('ada');
    }));

  it('work under the policy', () =>
    go(async (docs) => {
      const [, policy = ''] = /^Content-Security-Policy: (.+)$/m.exec(docs.code('csp')) ?? [];
      // The fixture's pages have an empty icon, as data.
      const headers = { 'content-security-policy': `${policy}; img-src 'self' data:` };
      const page = await docs.open(docs.code('tag'), patient(docs.code('item', 'widget')), headers);
      await docs.happens(view('m-17'), ...impressionsOf(await seenSlate(page)));
      expect(await page.evaluate('violations')).toEqual([]);
      await docs.ends();
    }));

  it('hold the script to its hash', () =>
    go(async (docs) => {
      const { tag } = await importSnippet<{ tag: string }>(docs.code('tag.mjs'));
      expect(tag).toMatch(/beacon\.[0-9a-f]{12}\.js" integrity="sha384-/);
      await docs.open(tag, docs.code('item'));
      await docs.happens(view('m-17'));
      await docs.ends();
    }));

  it('show in the console what happens', () =>
    go(async (docs) => {
      const page = await docs.open(docs.code('tag'), docs.code('item'));
      await docs.happens(view('m-17'));
      const said: string[] = [];
      page.on('console', (message) => said.push(message.text().split(' ')[0] ?? ''));
      await page.evaluate(docs.code('watch'));
      await page.evaluate("freshet('cart', 'm-17')");
      await docs.happens({ type: 'cart', item: 'm-17' });
      // The answer to the view before may come while the page is watched already.
      const sinceTheClick = (): string[] => said.slice(said.indexOf('freshet:event'));
      await vi.waitFor(() => expect(sinceTheClick()).toEqual(['freshet:event', 'freshet:sent']));
      await docs.ends();
    }));
}
