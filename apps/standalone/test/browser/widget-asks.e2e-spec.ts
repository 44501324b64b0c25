import { expect, it } from 'vitest';
import { describeWidget, FACTS_SCRIPT, slateElement, type WidgetPage } from './widget-page.js';

describeWidget('what the widget asks', (openPage) => {
  function open(body: string, beacon?: string): Promise<WidgetPage> {
    return openPage({ body: body + FACTS_SCRIPT }, beacon);
  }

  const set = (page: WidgetPage, name: string, value: string): Promise<void> =>
    page.page.evaluate(`document.querySelector('freshet-slate').setAttribute('${name}', '${value}')`);

  it('is what its attributes say', async () => {
    const page = await open(slateElement('limit="4" viewing="m-9" exclude=" m-9  m-8 "'));
    expect(await page.asked(1)).toEqual([
      { command: 'recommend', question: { limit: 4, viewing: 'm-9', exclude: ['m-9', 'm-8'] } },
    ]);
  });

  it('is as little as possible where there are none', async () => {
    const page = await open(slateElement(''));
    expect(await page.asked(1)).toEqual([{ command: 'recommend', question: {} }]);
  });

  it('is asked again when an attribute changes, once for several', async () => {
    const page = await open(slateElement('limit="4"'));
    await page.fill(['m-1']);
    await page.page.evaluate(`{
      const slate = document.querySelector('freshet-slate');
      slate.setAttribute('limit', '2');
      slate.setAttribute('viewing', 'm-2');
    }`);
    expect((await page.asked(2))[1]?.question).toEqual({ limit: 2, viewing: 'm-2' });
    expect(await page.askedInAll()).toBe(2);
  });

  it.each(['view', 'watch', 'cart', 'purchase'])('is asked in the very task of a %s', async (type) => {
    const page = await open(slateElement());
    await page.fill(['m-1']);
    const asked = await page.page.evaluate(`(async () => {
      document.dispatchEvent(new CustomEvent('freshet:event', { detail: { id: 'e', type: '${type}', item: 'm-1' } }));
      await null;
      return questions.length;
    })()`);
    expect(asked).toBe(2);
  });

  it('is not asked for events that change no recommendation', async () => {
    const page = await open(slateElement());
    await page.fill(['m-1']);
    for (const type of ['impression', 'click', 'custom']) await page.happens(type, 'm-1');
    await page.happens('view');
    expect(await page.askedInAll()).toBe(1);
  });

  it('is asked when the session is another one', async () => {
    const page = await open(slateElement());
    await page.fill(['m-1']);
    await page.page.evaluate(
      `document.dispatchEvent(new CustomEvent('freshet:session', { detail: { session: 'session-2' } })), undefined`,
    );
    await page.asked(2);
  });

  it('is asked when the visitor comes back to the tab', async () => {
    const page = await open(slateElement());
    await page.fill(['m-1']);
    await page.page.evaluate(`document.dispatchEvent(new Event('visibilitychange')), undefined`);
    await page.asked(2);
  });

  it('is asked once more, not for each, for events that happen while it is answered', async () => {
    const page = await open(slateElement());
    await page.asked(1);
    for (const item of ['m-1', 'm-2', 'm-3']) await page.happens('view', item);
    expect(await page.askedInAll()).toBe(1);
    await page.answer(['m-4']);
    expect(await page.askedInAll()).toBe(2);
    await page.answer(['m-5']);
    expect(await page.shown()).toEqual(['m-5']);
    expect(await page.askedInAll()).toBe(2);
  });

  it('is not asked again for an event that the answer under way turns out to include', async () => {
    const page = await open(slateElement());
    await page.asked(1);
    await page.happens('view', 'm-1');
    await page.answer(['m-2'], { after: { after: { id: 'event-00000001', included: true } } });
    expect(await page.shown()).toEqual(['m-2']);
    expect(await page.askedInAll()).toBe(1);
  });

  it('is asked again for a list that could not be renewed, and not for the fallback', async () => {
    const page = await open(slateElement());
    await page.fill(['m-1']);
    await page.happens('view', 'm-1');
    await page.asked(2);
    await page.page.evaluate(`questions[1].fail(new Error('away'))`);
    await page.asked(3);
    await page.answer(['m-2']);
    expect(await page.shown()).toEqual(['m-2']);
  });

  it('is asked again while the answer does not include the event', async () => {
    const page = await open(slateElement());
    await page.asked(1);
    await page.answer(['m-1'], { after: { after: { id: 'event-00000001', included: false } } });
    expect(await page.shown()).toEqual(['m-1']);
    await page.asked(2);
    await page.answer(['m-2'], { after: { after: { id: 'event-00000001', included: true } } });
    expect(await page.shown()).toEqual(['m-2']);
  });

  it('keeps the fallback when the answer is slower than its budget, and shows it never', async () => {
    const page = await open(slateElement('budget="1500"'));
    await page.asked(1);
    await page.page.waitForFunction(`!document.querySelector('[aria-busy]')`);
    await page.answer(['m-1']);
    expect(await page.shown()).toEqual([]);
    expect(await page.page.getByRole('link', { name: 'All films' }).isVisible()).toBe(true);
    await page.happens('view', 'm-1');
    await page.asked(2);
    await page.answer(['m-2'], { at: 1 });
    expect(await page.shown()).toEqual(['m-2']);
  });

  it('never shows an old answer over a newer one', async () => {
    const page = await open(slateElement('budget="1500"'));
    await page.asked(1);
    await page.page.waitForFunction(`!document.querySelector('[aria-busy]')`);
    await page.happens('view', 'm-1');
    await page.asked(2);
    await page.answer(['m-2'], { at: 1, slate: 'slate-newer' });
    await page.answer(['m-1'], { at: 0, slate: 'slate-older' });
    expect(await page.shown()).toEqual(['m-2']);
    expect(await page.page.locator('[data-freshet-slate=slate-newer]').count()).toBe(1);
  });

  it('keeps the fallback when the service is away, and asks with the next event', async () => {
    const page = await open(slateElement());
    await page.asked(1);
    await page.page.evaluate(`questions[0].fail(new Error('away'))`);
    await page.page.waitForFunction(`!document.querySelector('[aria-busy]')`);
    expect(await page.page.getByRole('link', { name: 'All films' }).isVisible()).toBe(true);
    await page.happens('view');
    await page.asked(2);
    await page.answer(['m-1']);
    expect(await page.shown()).toEqual(['m-1']);
  });

  it('is busy until the first list is there, and not while that is renewed', async () => {
    const page = await open(slateElement());
    await page.asked(1);
    expect(await page.page.locator('freshet-slate[aria-busy=true]').count()).toBe(1);
    await page.answer(['m-1']);
    expect(await page.page.locator('[aria-busy]').count()).toBe(0);
    await page.happens('view', 'm-1');
    await page.asked(2);
    expect(await page.page.locator('[aria-busy]').count()).toBe(0);
  });

  it('is nothing while there is no beacon, and leaves nothing behind for it', async () => {
    for (const stub of [
      '',
      'window.freshet = function () { (freshet.q = freshet.q || []).push(arguments) };',
    ]) {
      const page = await open(slateElement(), `window.questions = []; ${stub}`);
      await page.page.waitForFunction(`customElements.get('freshet-slate')`);
      await page.page.evaluate(`window.freshet?.('signup')`);
      await page.page.evaluate(`document.querySelector('freshet-slate').setAttribute('limit', '3')`);
      expect(await page.page.locator('[aria-busy]').count()).toBe(0);
      expect(await page.page.evaluate(`Array.from(window.freshet?.q ?? [], ([name]) => name)`)).toEqual(
        stub === '' ? [] : ['signup'],
      );
      await page.page.evaluate(`window.freshet = (command, question) =>
        new Promise((answer) => questions.push({ command, question, answer }))`);
      await page.happens('view');
      await page.fill(['m-1']);
      expect(await page.shown()).toEqual(['m-1']);
      expect(page.warnings).toEqual([]);
      await page.close();
    }
  });

  it('is asked by each of two elements on its own, once an event', async () => {
    const page = await open(slateElement('id="one"') + slateElement('id="two" viewing="m-9"'));
    await page.asked(2);
    await page.answer(['m-1', 'm-2'], { at: 0, slate: 'slate-one' });
    await page.answer(['m-2', 'm-3'], { at: 1, slate: 'slate-two' });
    expect(await page.shown('#one')).toEqual(['m-1', 'm-2']);
    expect(await page.shown('#two')).toEqual(['m-2', 'm-3']);
    expect(await page.page.evaluate('slates.map(({ id, slate }) => id + slate.slate)')).toEqual([
      'oneslate-one',
      'twoslate-two',
    ]);
    await page.happens('view', 'm-1');
    expect(await page.askedInAll()).toBe(4);
  });

  it('is asked by nobody once the element has left the page, and again when it is back', async () => {
    const page = await open(slateElement());
    await page.asked(1);
    await page.page.evaluate(`(window.left = document.querySelector('freshet-slate')).remove()`);
    await page.answer(['m-1']);
    await page.happens('view', 'm-1');
    expect(await page.askedInAll()).toBe(1);
    await page.page.evaluate('document.body.append(left)');
    await page.asked(2);
    await page.answer(['m-2']);
    expect(await page.shown()).toEqual(['m-2']);
    await set(page, 'limit', '2');
    expect(await page.askedInAll()).toBe(3);
  });
});
