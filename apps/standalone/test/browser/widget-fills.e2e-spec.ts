import { expect, it } from 'vitest';
import { describeWidget, FACTS_SCRIPT, slateElement, TEMPLATE, type WidgetPage } from './widget-page.js';

describeWidget('what the widget fills', (openPage) => {
  function open(body: string, head = ''): Promise<WidgetPage> {
    return openPage({ body, head });
  }

  const FALLBACK = ['All films'];
  const textOf = (page: WidgetPage): Promise<readonly string[]> =>
    page.page.locator('freshet-slate li').allTextContents();

  it('is the template, once for each item, in the place of the fallback', async () => {
    const page = await open(slateElement() + FACTS_SCRIPT);
    expect(await textOf(page)).toEqual(FALLBACK);
    await page.fill(['m-3', 'm-1']);
    expect(await textOf(page)).toEqual(['Film 3', 'Film 1']);
    const link = page.page.getByRole('link', { name: 'Film 3' });
    expect(await link.getAttribute('href')).toBe('/films/m-3');
    expect(await link.locator('img').getAttribute('src')).toBe('/posters/m-3.svg');
    expect(await page.page.getByRole('heading', { name: 'For you' }).count()).toBe(1);
  });

  it('carries what the beacon reads: the slate, and each item with its position', async () => {
    const page = await open(slateElement() + FACTS_SCRIPT);
    await page.fill(['m-3', 'm-1']);
    expect(await page.page.locator('freshet-slate').getAttribute('data-freshet-slate')).toBe(
      'slate-00000000',
    );
    expect(
      await page.page.evaluate(
        `Array.from(document.querySelectorAll('freshet-slate li'), ({ dataset }) => ({ ...dataset }))`,
      ),
    ).toEqual([
      { freshetItem: 'm-3', freshetPosition: '0' },
      { freshetItem: 'm-1', freshetPosition: '1' },
    ]);
  });

  it('is told to the page with the slate and the time it took', async () => {
    const page = await open(slateElement('id="one"') + FACTS_SCRIPT);
    await page.fill(['m-3']);
    const [told] = await page.page.evaluate<readonly { id: string; slate: object; ms: number }[]>('slates');
    expect(told).toMatchObject({ id: 'one', slate: { slate: 'slate-00000000' } });
    expect(told?.ms).toBeGreaterThan(0);
    expect(told?.ms).toBeLessThan(5_000);
  });

  it('leaves out items that the page knows nothing of, and closes up', async () => {
    const page = await open(
      slateElement() +
        FACTS_SCRIPT +
        '<script type="application/json" data-freshet-items>{"m-50":{"price":3},"m-51":null}</script>',
    );
    await page.fill(['m-50', 'constructor', '__proto__', 'm-51', 'unknown', 'm-2']);
    expect(await textOf(page)).toEqual(['Film 2']);
    expect(await page.page.locator('li').getAttribute('data-freshet-position')).toBe('0');
    expect(page.warnings).toEqual([expect.stringContaining('nothing to show of')]);
  });

  it('stays the fallback when the answer is empty, or none of it can be shown', async () => {
    const page = await open(slateElement() + FACTS_SCRIPT);
    await page.fill([]);
    await page.happens('view', 'm-1');
    await page.asked(2);
    await page.answer(['unknown']);
    expect(await textOf(page)).toEqual(FALLBACK);
    expect(await page.page.evaluate('slates.length')).toBe(0);
    expect(await page.page.locator('[data-freshet-slate]').count()).toBe(0);
  });

  it('keeps the last list when a later answer is empty', async () => {
    const page = await open(slateElement() + FACTS_SCRIPT);
    await page.fill(['m-1']);
    await page.happens('view', 'm-1');
    await page.asked(2);
    await page.answer([]);
    expect(await textOf(page)).toEqual(['Film 1']);
  });

  it('shows each item once, whatever the service says', async () => {
    const page = await open(slateElement() + FACTS_SCRIPT);
    await page.fill(['m-1', 'm-2', 'm-1']);
    expect(await page.shown()).toEqual(['m-1', 'm-2']);
  });

  it('takes facts as text, and no address that is code', async () => {
    const facts = JSON.stringify({
      'm-1': {
        title: '<img src=x onerror="document.title=1">',
        url: ' java\nscript:document.title=1',
        sold: true,
      },
      'm-2': { title: 'JavaScript: the film', url: 'https://films.test/', sold: false, year: 1984 },
    });
    const page = await open(
      `<freshet-slate><template><a data-freshet-href="url" data-freshet-aria-label="title" data-freshet-hidden="sold">
         <b data-freshet-text="title"></b><i data-freshet-text="year">undated</i></a></template></freshet-slate>
       <script type="application/json" data-freshet-items>${facts.replaceAll('<', '\\u003c')}</script>`,
    );
    await page.fill(['m-1', 'm-2']);
    expect(
      await page.page.evaluate(`Array.from(document.querySelectorAll('freshet-slate a'), (a) =>
        [a.hasAttribute('href'), a.hidden, a.ariaLabel, a.querySelector('b').textContent, a.querySelector('i').textContent])`),
    ).toEqual([
      [false, true, expect.stringContaining('onerror'), expect.stringContaining('onerror'), 'undated'],
      [true, false, 'JavaScript: the film', 'JavaScript: the film', '1984'],
    ]);
    expect(await page.page.title()).toBe('Shop');
  });

  it('comes from the lookup of the page, asked for new items alone', async () => {
    const page = await open(slateElement());
    await page.page.evaluate(`
      window.lookups = [];
      document.querySelector('freshet-slate').items = async (items) => {
        lookups.push(items);
        return Object.fromEntries(items.map((item) => [item, { title: 'Looked up ' + item }]));
      };`);
    await page.fill(['m-1', 'm-2']);
    await page.happens('view', 'm-1');
    await page.asked(2);
    await page.answer(['m-2', 'm-3']);
    expect(await textOf(page)).toEqual(['Looked up m-2', 'Looked up m-3']);
    expect(await page.page.evaluate('lookups')).toEqual([['m-1', 'm-2'], ['m-3']]);
  });

  it('takes a lookup that was set before the widget was there', async () => {
    const page = await open(
      slateElement() +
        `<script>document.querySelector('freshet-slate').items = () => ({ 'm-1': { title: 'Early' } })</script>`,
    );
    await page.fill(['m-1']);
    expect(await textOf(page)).toEqual(['Early']);
  });

  it('is asked for again when the lookup comes only after the answer', async () => {
    const page = await open(slateElement());
    await page.fill(['m-1']);
    expect(await textOf(page)).toEqual(FALLBACK);
    await page.page.evaluate(
      `document.querySelector('freshet-slate').items = () => ({ 'm-1': { title: 'Late' } }), undefined`,
    );
    await page.asked(2);
    await page.answer(['m-1']);
    expect(await textOf(page)).toEqual(['Late']);
  });

  it('stays as it is when the lookup fails, which the console tells once', async () => {
    const page = await open(slateElement() + FACTS_SCRIPT);
    await page.fill(['m-1']);
    await page.page.evaluate(
      `document.querySelector('freshet-slate').items = () => { throw new Error('no catalogue') }, undefined`,
    );
    for (const question of [2, 3]) {
      await page.happens('view', 'm-1');
      await page.asked(question);
      await page.answer(['m-2']);
    }
    expect(await textOf(page)).toEqual(['Film 1']);
    expect(page.warnings).toEqual([expect.stringContaining('no catalogue')]);
  });

  it('stays the fallback when the lookup is slower than the budget', async () => {
    const page = await open(slateElement('budget="50"') + FACTS_SCRIPT);
    await page.page.evaluate(`
      document.querySelector('freshet-slate').items = () => new Promise((done) => (window.finish = done)), undefined`);
    await page.fill(['m-1']);
    await page.page.waitForFunction(`!document.querySelector('freshet-slate').hasAttribute('aria-busy')`);
    await page.page.evaluate(`finish({ 'm-1': { title: 'Slow' } })`);
    await page.drawn();
    expect(await textOf(page)).toEqual(FALLBACK);
  });

  it('is nothing without a template, which the console tells once', async () => {
    const page = await open(`<freshet-slate>All films</freshet-slate>${FACTS_SCRIPT}`);
    await page.happens('view', 'm-1');
    await page.happens('view', 'm-1');
    await page.drawn();
    expect(await page.page.textContent('freshet-slate')).toBe('All films');
    await expect.poll(() => page.warnings).toEqual([expect.stringContaining('<template>')]);
  });

  it('is the template that a framework made by script, whose children stand in the element itself', async () => {
    const page = await open(`<div id="root"></div>${FACTS_SCRIPT}`);
    await page.page.evaluate(`{
      const element = (name, ...children) => { const made = document.createElement(name); made.append(...children); return made };
      const title = element('b'); title.dataset.freshetText = 'title';
      root.append(element('freshet-slate', element('template', title), 'All films'));
    }`);
    await page.fill(['m-1', 'm-2']);
    expect(await page.page.textContent('freshet-slate')).toContain('Film 1Film 2');
    expect(await page.page.locator('freshet-slate > b').count()).toBe(2);
  });

  it('waits for the end of a document that is still coming in', async () => {
    const page = await open('');
    const write = (html: string): Promise<void> =>
      page.page.evaluate((text) => (globalThis as unknown as Page).document.write(text), html);
    await page.page.evaluate(`document.open()`);
    await write(`${FACTS_SCRIPT}<freshet-slate>${TEMPLATE}`);
    await page.happens('view', 'm-1');
    expect(await page.askedInAll()).toBe(0);
    await write('<p>All films</p></freshet-slate>');
    await page.page.evaluate('document.close()');
    await page.fill(['m-1']);
    expect((await page.page.textContent('freshet-slate'))?.trim()).toBe('Film 1');
    expect(await page.askedInAll()).toBe(1);
  });
});

/** What a page's global object has; the types of a browser's are not Node's. */
interface Page {
  readonly document: { write(html: string): void };
}
