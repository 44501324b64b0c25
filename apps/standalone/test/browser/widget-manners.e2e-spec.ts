import { expect, it } from 'vitest';
import { describeWidget, FACTS_SCRIPT, RESERVED, slateElement, type WidgetPage } from './widget-page.js';

/** What a careful site sends: nothing inline runs, nothing becomes code, no markup is made of text. */
const STRICT = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

describeWidget('the manners of the widget', (openPage) => {
  function open({
    head = RESERVED,
    body = slateElement() + FACTS_SCRIPT,
    headers = {},
  }): Promise<WidgetPage> {
    return openPage({ body, head, headers });
  }

  /** An event, and its answer. */
  async function change(page: WidgetPage, items: readonly string[]): Promise<void> {
    const count = await page.askedInAll();
    await page.happens('watch', 'm-1');
    await page.asked(count + 1);
    await page.answer(items, { slate: `slate-${count}` });
  }

  const focused = (page: WidgetPage): Promise<string> =>
    page.page.evaluate('document.activeElement.textContent');

  it('keep the focus on the item that has it, without taking it away for a moment', async () => {
    const page = await open({});
    await page.fill(['m-1', 'm-2', 'm-3', 'm-4']);
    await page.page.getByRole('link', { name: 'Film 2' }).focus();
    await page.page.evaluate(`window.blurs = 0, document.addEventListener('focusout', () => blurs++)`);
    for (const items of [
      ['m-2', 'm-1', 'm-3', 'm-4'],
      ['m-5', 'm-6', 'm-1', 'm-2'],
      ['m-3', 'm-2'],
      ['m-1', 'm-3', 'm-2', 'm-5'],
    ]) {
      await change(page, items);
      expect(await page.shown()).toEqual(items);
      expect(await focused(page)).toBe('Film 2');
    }
    expect(await page.page.evaluate('blurs')).toBe(0);
  });

  it('move the focus to the item that takes the place of the one that had it, or to the last', async () => {
    const page = await open({});
    await page.page.getByRole('link', { name: 'All films' }).focus();
    await page.fill(['m-1', 'm-2', 'm-3', 'm-4']);
    expect(await focused(page)).toBe('Film 1');
    await page.page.getByRole('link', { name: 'Film 3' }).focus();
    await change(page, ['m-1', 'm-2', 'm-5', 'm-4']);
    expect(await focused(page)).toBe('Film 5');
    await change(page, ['m-6', 'm-7']);
    expect(await focused(page)).toBe('Film 7');
  });

  it('leave a focus outside of the list alone', async () => {
    const page = await open({ body: `<input>${slateElement()}${FACTS_SCRIPT}` });
    await page.page.locator('input').focus();
    await page.fill(['m-1']);
    await change(page, ['m-2']);
    expect(await page.page.evaluate('document.activeElement.nodeName')).toBe('INPUT');
  });

  it('reuse the cards of items that stay, and touch none that keeps its place', async () => {
    const page = await open({});
    await page.fill(['m-1', 'm-2', 'm-3', 'm-4']);
    await page.page.evaluate(`{
      window.touched = [];
      for (const card of document.querySelectorAll('.card')) card.made = 'before';
      new MutationObserver((changes) => touched.push(...changes.flatMap(({ addedNodes, removedNodes }) =>
        [...addedNodes, ...removedNodes].map(({ dataset }) => dataset.freshetItem)))).observe(
        document.querySelector('.row'), { childList: true });
    }`);
    await change(page, ['m-1', 'm-5', 'm-2', 'm-4']);
    expect(
      await page.page.evaluate(`Array.from(document.querySelectorAll('.card'), ({ made }) => made)`),
    ).toEqual(['before', undefined, 'before', 'before']);
    expect(new Set(await page.page.evaluate<readonly string[]>('touched'))).toEqual(
      new Set(['m-2', 'm-3', 'm-5']),
    );
  });

  it('shift nothing on the page as the list fills and changes, and leave it scrolled where it was', async () => {
    const tall = `<p style="height: 300px">Above</p>${slateElement()}<p style="height: 2000px" id="below">Below</p>`;
    const page = await open({ body: tall + FACTS_SCRIPT });
    const all = ['m-1', 'm-2', 'm-3', 'm-4', 'm-5', 'm-6'];
    await page.drawn();
    await page.fill(all);
    await page.page.evaluate(`scrollTo(0, 150), document.querySelector('.row').scrollLeft = 120`);
    await page.drawn();
    await change(page, ['m-7', ...all.slice(0, 5)]);
    await change(page, all.toReversed());
    expect(await page.shown()).toEqual(all.toReversed());
    expect(await page.page.evaluate('shifts')).toEqual([]);
    expect(await page.page.evaluate(`[scrollY, document.querySelector('.row').scrollLeft]`)).toEqual([
      150, 120,
    ]);
  });

  it('can only keep the page still where it keeps the space', async () => {
    const page = await open({ head: '', body: `${slateElement('')}<p>Below</p>${FACTS_SCRIPT}` });
    await page.drawn();
    await page.fill(['m-1', 'm-2', 'm-3', 'm-4']);
    await expect.poll(() => page.page.evaluate('shifts.length')).toBeGreaterThan(0);
  });

  it('break no strict policy and need no trusted type', async () => {
    const page = await open({ head: '', headers: { 'content-security-policy': STRICT } });
    await page.fill(['m-1', 'm-2']);
    await change(page, ['m-3', 'm-1']);
    expect(await page.shown()).toEqual(['m-3', 'm-1']);
    expect(await page.page.evaluate('violations')).toEqual([]);
    await page.page.evaluate(
      `try { document.body.innerHTML = '<i></i>' } catch { window.isEnforced = true }`,
    );
    expect(await page.page.evaluate('isEnforced')).toBe(true);
  });

  it('say that the list has changed where the page asked for it, and say it anew each time', async () => {
    const page = await open({});
    await page.page.evaluate(`{
      window.said = [];
      const region = document.querySelector('[role=status]');
      new MutationObserver(() => region.textContent && said.push(region.textContent)).observe(region, { childList: true });
    }`);
    await page.fill(['m-1', 'm-2']);
    expect(await page.page.evaluate('said')).toEqual([]);
    await change(page, ['m-2', 'm-1']);
    await change(page, ['m-3', 'm-1']);
    expect(await page.page.evaluate('said')).toEqual(['The list has changed', 'The list has changed']);
    await change(page, ['m-3', 'm-1']);
    expect(await page.page.evaluate('said.length')).toBe(2);
  });
});
