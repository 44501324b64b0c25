import { launchChromium, type Browser, type BrowserContext, type Page } from '#libs/chromium';
import type { EventRecord } from '#libs/contracts';
import { EVENT_LOG, type EventLog } from '#libs/event-log';
import { SESSION_STORE, type SessionStore } from '#libs/session-store';
import { describeWithPart } from '#libs/testing';
import axe from 'axe-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Evidence } from './browser/evidence.js';
import { Standalone } from './standalone.fixture.js';

const PATIENCE = { timeout: 15_000, interval: 20 };
/** Films that visitors open one after the other: what follows from one is not what is popular. */
const HISTORY = [
  ...Array.from({ length: 6 }, () => ['m-17', 'm-6', 'm-20', 'm-17']),
  ...Array.from({ length: 5 }, () => ['m-9', 'm-10', 'm-11', 'm-1']),
  ...Array.from({ length: 4 }, () => ['m-3', 'm-4', 'm-5', 'm-8']),
  ...Array.from({ length: 3 }, () => ['m-12', 'm-13', 'm-14', 'm-15']),
];

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

describeWithPart('Chromium', 'the film site', (executablePath) => {
  let browser: Browser;
  let service: Standalone;
  let evidence: Evidence;
  let context: BrowserContext;
  let page: Page;
  /** What the browser objected to: a policy's refusal, a script's error. */
  let complaints: string[] = [];

  beforeAll(async () => {
    [browser, service] = await Promise.all([
      launchChromium({ executablePath }),
      Standalone.start({ demo: HISTORY }),
    ]);
    // The first event of a process pays for all that is loaded when it is needed; no visitor should be the one.
    await service.viewThenRecommend('warming-up', ['m-1']);
    const { application, dataFolder } = service;
    const log = application.get<EventLog>(EVENT_LOG, { strict: false });
    const store = application.get<SessionStore>(SESSION_STORE, { strict: false });
    evidence = await Evidence.of({ log, store, dataFolder });
  });

  afterAll(async () => {
    await browser.close();
    await evidence.close();
    await service.close();
  });

  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    complaints = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  });

  afterEach(async () => {
    expect(complaints).toEqual([]);
    await context.close();
  });

  const open = (path: string): Promise<unknown> => page.goto(`${service.url}${path}`);
  const slateId = (): Promise<string | null> =>
    page.locator('freshet-slate').getAttribute('data-freshet-slate');
  const hasSlate = (): Promise<unknown> => page.locator('freshet-slate[data-freshet-slate]').waitFor();
  const slateItem = (place: number) => page.locator(`freshet-slate [data-freshet-position="${place}"]`);

  async function slateChanges(from: string | null): Promise<void> {
    await vi.waitFor(async () => expect(await slateId()).not.toBe(from), PATIENCE);
  }

  async function logged(wanted: Partial<EventRecord>): Promise<EventRecord> {
    return vi.waitFor(async () => {
      const found = (await evidence.onLog('demo')).find((event) =>
        Object.entries(wanted).every(([name, value]) => event[name as keyof EventRecord] === value),
      );
      if (found === undefined) throw new Error(`Not on the log: ${JSON.stringify(wanted)}`);
      return found;
    }, PATIENCE);
  }

  it('recommends from the film that is open, and tells the log who clicked what', async () => {
    await open('/film/m-17');
    await hasSlate();
    const viewed = await logged({ type: 'view', item: 'm-17' });
    await vi.waitFor(
      async () => expect(await slateItem(0).getAttribute('data-freshet-item')).toBe('m-6'),
      PATIENCE,
    );
    const slate = await slateId();
    await slateItem(0).click();
    await page.waitForURL('**/film/m-6');
    const { session } = viewed;
    expect(await logged({ type: 'click', item: 'm-6', session })).toMatchObject({ slate, position: 0 });
    await logged({ type: 'view', item: 'm-6', session });
  });

  it('explores without loading anew: the slate changes in place, back and forth lead there again', async () => {
    await open('/explore');
    await hasSlate();
    await page.evaluate('window.sameDocument = true');
    const before = await slateId();
    const item = (await slateItem(1).getAttribute('data-freshet-item')) ?? '';
    await slateItem(1).click();
    await page.waitForURL(`**/explore/${item}`);
    await slateChanges(before);
    const title = await page.locator('#opened-title').textContent();
    expect(await page.locator('freshet-slate').getAttribute('viewing')).toBe(item);
    expect(await page.locator(`freshet-slate [data-freshet-item="${item}"]`).count()).toBe(0);
    await logged({ type: 'click', item, slate: before ?? '' });

    const second = await slateItem(0).getAttribute('data-freshet-item');
    await slateItem(0).click();
    await page.waitForURL(`**/explore/${second ?? ''}`);
    await page.goBack();
    await page.waitForURL(`**/explore/${item}`);
    await vi.waitFor(
      async () => expect(await page.locator('#opened-title').textContent()).toBe(title),
      PATIENCE,
    );
    await page.goForward();
    await page.waitForURL(`**/explore/${second ?? ''}`);
    expect(await page.evaluate('window.sameDocument')).toBe(true);
  });

  it('shows a film that was sent to somebody, when its address is opened first', async () => {
    await open('/explore/m-9');
    expect(await page.locator('#opened-title').textContent()).toBe('The Ritual at Trieste');
    await logged({ type: 'view', item: 'm-9' });
  });

  it('plays and seeks a clip, and what was played arrives on the log', async () => {
    await open('/film/m-9');
    const play = `(async () => {
      const video = document.querySelector('video');
      await video.play();
      await new Promise((played) => {
        video.addEventListener('timeupdate', () => { if (video.currentTime > 1.2) played(); });
      });
      video.pause();
      video.currentTime = 6;
      await new Promise((landed) => video.addEventListener('seeked', landed, { once: true }));
      return { at: video.currentTime, end: video.duration, seekable: video.seekable.end(0) };
    })()`;
    const { at, end, seekable } = await page.evaluate<Record<'at' | 'end' | 'seekable', number>>(play);
    expect(at).toBeCloseTo(6, 1);
    expect(end).toBeGreaterThan(6);
    expect(seekable).toBe(end);
    const { progress } = await logged({ type: 'watch', item: 'm-9' });
    expect(progress).toBeGreaterThan(0.05);
    // The seek skipped most of the film.
    expect(progress).toBeLessThan(0.5);
  });

  it('shows in its panel what goes on inside, stays open on the next page, and begins another session', async () => {
    await open('/film/m-17');
    await page.locator('#panel-toggle').click();
    const row = (list: string, text: string) => page.locator(`${list} li`, { hasText: text });
    await row('#events', 'view').first().waitFor();
    await row('#vector', 'The Demolition Expert: Origins').waitFor();
    await row('#reasons', 'after The Demolition Expert: Origins').first().waitFor();
    expect(await page.locator('#strategy').textContent()).toBe('session');
    const session = (await page.locator('#session').textContent()) ?? '';
    await logged({ type: 'view', item: 'm-17', session });

    await page.getByRole('link', { name: 'Explore', exact: true }).click();
    await page.waitForURL('**/explore');
    expect(await page.locator('#panel').isVisible()).toBe(true);
    await hasSlate();
    await slateItem(0).click();
    await vi.waitFor(async () => expect(await page.locator('#vector li').count()).toBe(2), PATIENCE);
    await vi.waitFor(async () => {
      expect(Number(await page.locator('#slate-ms').textContent())).toBeGreaterThan(0);
    }, PATIENCE);

    await page.locator('#new-session').click();
    await vi.waitFor(
      async () => expect(await page.locator('#session').textContent()).not.toBe(session),
      PATIENCE,
    );
    await page.keyboard.press('Escape');
    expect(await page.locator('#panel').isHidden()).toBe(true);
    expect(await page.evaluate('document.activeElement.id')).toBe('panel-toggle');
  });

  it('reads without scripts: films in place of slates, and nothing that would need them', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    try {
      const still = await plain.newPage();
      await still.goto(`${service.url}/film/m-17`);
      expect(await still.locator('freshet-slate .card').count()).toBe(8);
      expect(await still.locator('#panel-toggle').isVisible()).toBe(false);
      await still.locator('freshet-slate .card').first().click();
      expect(still.url()).toMatch(/\/film\/m-\d+$/);
    } finally {
      await plain.close();
    }
  });

  describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
    it.each(['/', '/film/m-17', '/explore/m-9', '/search?q=night'])(
      'has nothing that axe objects to at %s',
      async (path) => {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await open(path);
        await page.locator('#panel-toggle').click();
        await page.locator('#vector-empty, #vector li').first().waitFor();
        await page.evaluate(axe.source);
        const found = await page.evaluate<readonly Finding[]>(
          'axe.run().then(({ violations }) => violations)',
        );
        const told = found.flatMap(({ id, nodes }) =>
          nodes.map(({ html, failureSummary = '' }) => `${id}: ${html} ${failureSummary}`),
        );
        expect(told).toEqual([]);
      },
    );
  });
});
