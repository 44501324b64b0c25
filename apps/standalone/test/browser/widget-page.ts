import { launchChromium, type Browser, type BrowserContext, type Page } from '#libs/chromium';
import { describeWithPart } from '#libs/testing';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { PageServer, type SitePage } from './page-server.js';

const WIDGET = readFileSync(createRequire(import.meta.url).resolve('#browser/widget.js'), 'utf8');
const POSTER = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 3"><rect width="2" height="3"/></svg>';

/** A beacon whose answers the test gives, and what the page hears and complains of. */
const SCRIPTED_BEACON = `
  window.questions = [];
  window.shifts = [];
  window.violations = [];
  window.slates = [];
  window.freshet = (command, question) =>
    new Promise((answer, fail) => questions.push({ command, question, answer, fail, at: performance.now() }));
  new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value, sources }) =>
    ({ value, nodes: sources.map(({ node }) => node?.outerHTML?.slice(0, 60) ?? String(node?.nodeName)) }))))
    .observe({ type: 'layout-shift', buffered: true });
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, sample }) =>
    violations.push(violatedDirective + ' ' + sample));
  document.addEventListener('freshet:slate', ({ target, detail }) => slates.push({ id: target.id, ...detail }));`;

/** Facts of films m-1 to m-12, as the JSON that pages hold. */
const FACTS = Object.fromEntries(
  Array.from({ length: 12 }, (_, at) => [
    `m-${at + 1}`,
    { title: `Film ${at + 1}`, url: `/films/m-${at + 1}`, poster: `/posters/m-${at + 1}.svg` },
  ]),
);
export const FACTS_SCRIPT = `<script type="application/json" data-freshet-items>${JSON.stringify(FACTS)}</script>`;

export const TEMPLATE = `<template><li class="card"><a data-freshet-href="url"><img data-freshet-src="poster" alt=""><b data-freshet-text="title"></b></a></li></template>`;

/** An element as the documentation shows it: heading and live region before the list, the fallback after the template. */
export function slateElement(attributes = 'limit="4"'): string {
  return `<freshet-slate ${attributes}><h2>For you</h2>
    <p class="quiet" role="status" data-freshet-announce="The list has changed"></p>
    <ul class="row">${TEMPLATE}<li class="card"><a href="/all">All films</a></li></ul></freshet-slate>`;
}

/** The rules of docs/widget.md that keep the space. */
export const RESERVED = `<style>
  body { font: 16px/1.5 sans-serif; }
  .row { display: grid; grid: 100% / auto-flow 150px; gap: 16px; height: 280px; max-width: 500px; margin: 0; padding: 0;
    overflow: auto hidden; list-style: none; }
  .card { display: block; }
  .card img { display: block; width: 100%; aspect-ratio: 2 / 3; }
  .card b { display: block; height: 1.5em; overflow: hidden; }
  .quiet { position: absolute; clip-path: inset(50%); }
  freshet-slate { display: block; overflow-anchor: none; }
</style>`;

interface Told {
  readonly command: string;
  readonly question: Readonly<Record<string, unknown>>;
}

/** A page with the widget and a beacon that does what the test says. */
export class WidgetPage {
  /** What the page wrote to the console as warnings. */
  readonly warnings: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly server: PageServer,
  ) {}

  /** @param site the page; its head loads the widget first. */
  static async open(browser: Browser, site: SitePage, beacon = SCRIPTED_BEACON): Promise<WidgetPage> {
    const [server, context] = await Promise.all([PageServer.start(), browser.newContext()]);
    const page = await context.newPage();
    const opened = new WidgetPage(page, context, server);
    page.on('console', (message) => {
      if (message.type() === 'warning') opened.warnings.push(message.text());
    });
    page.on('pageerror', (error) => opened.warnings.push(String(error)));
    await page.route('**/widget.js', (route) =>
      route.fulfill({ contentType: 'text/javascript', body: WIDGET }),
    );
    await page.route('**/posters/*', (route) =>
      route.fulfill({ contentType: 'image/svg+xml', body: POSTER }),
    );
    await page.addInitScript(beacon);
    const head = `<script async src="/widget.js"></script>${site.head ?? ''}`;
    await page.goto(server.put('/', { ...site, head }));
    return opened;
  }

  /** Waits until the widget has asked so many questions in all. @returns them. */
  async asked(count: number): Promise<readonly Told[]> {
    await this.page.waitForFunction(`questions.length >= ${count}`);
    return this.page.evaluate('questions.map(({ command, question }) => ({ command, question }))');
  }

  /** How many questions there are once everything that is due has happened. */
  askedInAll(): Promise<number> {
    return this.page.evaluate('new Promise((done) => setTimeout(() => done(questions.length), 20))');
  }

  /** Answers a question, the newest when none is named. @returns when the page has shown what there is to show */
  async answer(
    items: readonly string[],
    { at = -1, slate = 'slate-00000001', after = {} } = {},
  ): Promise<void> {
    const answer = { slate, items: items.map((item) => ({ item })), ...after };
    await this.page.evaluate(`questions.at(${at}).answer(${JSON.stringify(answer)})`);
    await this.drawn();
  }

  /** Opens the page's list: the first question answered. */
  async fill(items: readonly string[]): Promise<void> {
    await this.asked(1);
    await this.answer(items, { at: 0, slate: 'slate-00000000' });
  }

  /** The beacon tells of an event. */
  async happens(type: string, item?: string): Promise<void> {
    const detail = JSON.stringify({ id: 'event-00000001', type, item });
    await this.page.evaluate(
      `document.dispatchEvent(new CustomEvent('freshet:event', { detail: ${detail} })), undefined`,
    );
  }

  /** Items in the order in which they are shown. */
  shown(selector = 'freshet-slate'): Promise<readonly string[]> {
    return this.page.evaluate(
      `Array.from(document.querySelectorAll('${selector} [data-freshet-item]'), (card) => card.dataset.freshetItem)`,
    );
  }

  /** Two frames later: whatever was put into the document is drawn, and its layout shifts are known. */
  async drawn(): Promise<void> {
    await this.page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))',
    );
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.server.close();
  }
}

/** Opens a page that is closed after its test. */
type OpenWidgetPage = (site: SitePage, beacon?: string) => Promise<WidgetPage>;

/** A suite over pages with the widget, in one browser. */
export function describeWidget(name: string, suite: (openPage: OpenWidgetPage) => void): void {
  describeWithPart('Chromium', name, (executablePath) => {
    let browser: Browser;
    let opened: WidgetPage | undefined;

    beforeAll(async () => {
      browser = await launchChromium({ executablePath });
    });
    afterEach(() => opened?.close());
    afterAll(() => browser.close());

    suite(async (site, beacon) => (opened = await WidgetPage.open(browser, site, beacon)));
  });
}
