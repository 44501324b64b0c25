import { expect, it } from 'vitest';
import { describeWidget, FACTS_SCRIPT, RESERVED, slateElement, type WidgetPage } from './widget-page.js';

const BEFORE = ['m-1', 'm-2', 'm-3'];
const AFTER = ['m-4', 'm-5', 'm-6'];

/** Keeps which items were clicked, on a page that goes nowhere. */
const COUNT_CLICKS = `
  window.clicked = [];
  document.addEventListener('click', (event) => {
    event.preventDefault();
    clicked.push(event.target.closest('[data-freshet-item]')?.dataset.freshetItem ?? null);
  });`;

describeWidget('the widget under a pointer', (openPage) => {
  async function open(): Promise<WidgetPage> {
    const site = { head: RESERVED, body: `<p id="aside">Elsewhere</p>${slateElement()}${FACTS_SCRIPT}` };
    const opened = await openPage(site);
    await opened.page.evaluate(COUNT_CLICKS);
    return opened;
  }

  /** Something else than a click in the list changes the session, and is answered. */
  async function change(page: WidgetPage, items: readonly string[]): Promise<void> {
    const count = await page.askedInAll();
    await page.happens('watch', 'm-1');
    await page.asked(count + 1);
    await page.answer(items);
  }

  const leave = (page: WidgetPage): Promise<void> => page.page.locator('#aside').hover();
  const clicked = (page: WidgetPage): Promise<readonly (string | null)[]> => page.page.evaluate('clicked');

  it('leaves the list alone while the pointer is on an item, and shows the newest when it has left', async () => {
    const page = await open();
    await page.fill(BEFORE);
    await page.page.getByRole('link', { name: 'Film 2' }).hover();
    await change(page, ['m-7', 'm-8']);
    await change(page, AFTER);
    expect(await page.shown()).toEqual(BEFORE);
    await leave(page);
    await expect.poll(() => page.shown()).toEqual(AFTER);
    expect(await page.page.evaluate('slates.length')).toBe(2);
  });

  it('takes a pointer between the items for one that aims at none', async () => {
    const page = await open();
    await page.fill(BEFORE);
    await page.page.getByRole('heading').hover();
    await change(page, AFTER);
    expect(await page.shown()).toEqual(AFTER);
  });

  it('lets a press end as a click on the item that was pressed', async () => {
    const page = await open();
    await page.fill(BEFORE);
    await page.page.getByRole('link', { name: 'Film 2' }).hover();
    await page.page.mouse.down();
    await change(page, AFTER);
    expect(await page.shown()).toEqual(BEFORE);
    await page.page.mouse.up();
    expect(await clicked(page)).toEqual(['m-2']);
    await expect.poll(() => page.shown()).toEqual(AFTER);
  });

  it('shows what a click brings about late too, as long as the pointer rests', async () => {
    const page = await open();
    await page.fill(BEFORE);
    await page.page.getByRole('link', { name: 'Film 2' }).click();
    await page.page.evaluate(`{
      const now = performance.now.bind(performance);
      performance.now = () => now() + 60_000;
    }`);
    await change(page, AFTER);
    expect(await page.shown()).toEqual(AFTER);
    await page.page.getByRole('link', { name: 'Film 6' }).hover();
    await change(page, BEFORE);
    expect(await page.shown()).toEqual(AFTER);
  });

  it('shows at once what follows from a click in the list, with the pointer still there', async () => {
    const page = await open();
    await page.fill(BEFORE);
    await page.page.getByRole('link', { name: 'Film 2' }).click();
    await change(page, AFTER);
    expect(await page.shown()).toEqual(AFTER);
  });

  it('waits with what follows from a click until the next press has ended as well', async () => {
    const page = await open();
    await page.fill(BEFORE);
    await page.page.getByRole('link', { name: 'Film 2' }).click();
    await page.page.mouse.down();
    await change(page, AFTER);
    expect(await page.shown()).toEqual(BEFORE);
    await page.page.mouse.up();
    await expect.poll(() => page.shown()).toEqual(AFTER);
    expect(await clicked(page)).toEqual(['m-2', 'm-2']);
  });

  it('goes on when a press ends elsewhere', async () => {
    const page = await open();
    await page.fill(BEFORE);
    await page.page.getByRole('heading').hover();
    await page.page.mouse.down();
    await page.page.getByRole('link', { name: 'Film 2' }).hover();
    await change(page, AFTER);
    expect(await page.shown()).toEqual(BEFORE);
    await leave(page);
    await page.page.mouse.up();
    await expect.poll(() => page.shown()).toEqual(AFTER);
  });

  it('leaves the list alone under a finger, and goes on when that has tapped', async () => {
    const page = await open();
    await page.fill(BEFORE);
    const box = await page.page.getByRole('link', { name: 'Film 2' }).boundingBox();
    const touch = await page.page.context().newCDPSession(page.page);
    const send = (type: string, touchPoints: readonly object[]): Promise<unknown> =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints } as never);
    await send('touchStart', [{ x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 20 }]);
    await change(page, AFTER);
    expect(await page.shown()).toEqual(BEFORE);
    await send('touchEnd', []);
    await expect.poll(() => clicked(page)).toEqual(['m-2']);
    await expect.poll(() => page.shown()).toEqual(AFTER);
  });

  it('fills under a pointer that has rested there since before the page was', async () => {
    const page = await open();
    await page.page.getByRole('link', { name: 'All films' }).hover();
    await page.page.reload();
    await page.fill(BEFORE);
    expect(await page.shown()).toEqual(BEFORE);
  });
});
