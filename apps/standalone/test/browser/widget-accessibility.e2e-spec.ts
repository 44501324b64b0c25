import axe from 'axe-core';
import { expect, it } from 'vitest';
import { describeWidget, FACTS_SCRIPT, RESERVED, slateElement, type WidgetPage } from './widget-page.js';

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

describeWidget('the widget for everybody', (openPage) => {
  function open(): Promise<WidgetPage> {
    const body = `<main><h1>Shop</h1><button>Before</button>${slateElement()}<button>After</button></main>${FACTS_SCRIPT}`;
    return openPage({ head: RESERVED, body });
  }

  /** Every rule that axe has, the advisory ones included. */
  async function findings({ page }: WidgetPage): Promise<readonly string[]> {
    const run = `axe.run('main', { resultTypes: ['violations', 'incomplete'] })
      .then(({ violations, incomplete, passes }) => ({ found: [...violations, ...incomplete], passed: passes.length }))`;
    await page.evaluate(axe.source);
    const { found, passed } = await page.evaluate<{ found: readonly Finding[]; passed: number }>(run);
    expect(passed).toBeGreaterThan(5);
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }

  it('has nothing that axe objects to: waiting, filled, changed', async () => {
    const page = await open();
    await page.asked(1);
    expect(await findings(page)).toEqual([]);
    await page.answer(['m-1', 'm-2', 'm-3']);
    expect(await findings(page)).toEqual([]);
    await page.happens('view', 'm-1');
    await page.asked(2);
    await page.answer(['m-3', 'm-4', 'm-1']);
    expect(await findings(page)).toEqual([]);
  });

  it('is a list of links that a keyboard walks through in the order shown, and out of', async () => {
    const page = await open();
    await page.fill(['m-3', 'm-1']);
    await page.page.getByRole('button', { name: 'Before' }).focus();
    const walked: string[] = [];
    for (let step = 0; step < 3; step++) {
      await page.page.keyboard.press('Tab');
      walked.push(await page.page.evaluate('document.activeElement.textContent'));
    }
    expect(walked).toEqual(['Film 3', 'Film 1', 'After']);
  });

  it('reads as a list of as many items as are shown', async () => {
    const page = await open();
    await page.fill(['m-3', 'm-1']);
    expect(await page.page.locator('freshet-slate').ariaSnapshot()).toMatchInlineSnapshot(`
      "- heading "For you" [level=2]
      - status
      - list:
        - listitem:
          - link "Film 3":
            - /url: /films/m-3
        - listitem:
          - link "Film 1":
            - /url: /films/m-1"
    `);
  });
});
