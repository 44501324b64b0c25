import { launchChromium, type Browser, type Page } from '#libs/chromium';
import { openEmbeddedEnvironment } from '#libs/embedded-environment';
import { openEmbeddedEventLog } from '#libs/event-log';
import { freePort } from '#libs/parts';
import { openEmbeddedSessionStore } from '#libs/session-store';
import { describeWithPart, RunningService, temporaryFolder } from '#libs/testing';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { idsForReaders } from '../../../archiver/test/running-archiver.js';
import { publishTiny } from '../standalone.fixture.js';
import { carts, view, type EventContent } from './event-content.js';
import { Evidence } from './evidence.js';
import { holdsOnly } from './holds-only.js';
import { BEACON_RUNS, LISTEN } from './journey.js';
import { PageServer } from './page-server.js';

const HOUR_MS = 3_600_000;
const PATIENCE = { timeout: 30_000, interval: 20 };

describeWithPart('Chromium', 'a page while its service is restarted', (executablePath) => {
  let browser: Browser;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let pages: PageServer;
  let port: number;
  let service: RunningService;

  beforeAll(async () => {
    browser = await launchChromium({ executablePath });
  });

  afterAll(() => browser.close());

  beforeEach(async () => {
    [folder, pages, port] = await Promise.all([temporaryFolder(), PageServer.start(), freePort()]);
    // So that none is seeded.
    await publishTiny(folder.path, 'demo', [['dune', 'alien']]);
    await writeFile(join(folder.path, 'freshet.yaml'), 'archiver: { flushSeconds: 1 }\nsites: { shop: {} }');
    await start();
  });

  afterEach(async () => {
    await service.stop('SIGKILL');
    await pages.close();
    await folder.remove();
  });

  async function start(): Promise<void> {
    service = RunningService.start('apps/standalone/main.js', {
      FRESHET_DATA: folder.path,
      FRESHET_CONFIG: join(folder.path, 'freshet.yaml'),
      HOST: '127.0.0.1',
      PORT: String(port),
    });
    await service.url();
  }

  async function visit(): Promise<Page> {
    const tag = `<script async src="http://127.0.0.1:${port}/beacon.js" data-site="shop"></script>`;
    const page = await browser.newPage();
    await page.addInitScript(LISTEN);
    await page.goto(pages.put('/', { head: tag, body: '<h1 data-freshet-item="m-1">Dune</h1>' }));
    await page.waitForFunction(BEACON_RUNS);
    return page;
  }

  /** A click every 10 ms, whatever becomes of the service meanwhile. */
  function keep(page: Page, from: number, to: number): Promise<void> {
    return page.evaluate(`(async () => {
      for (let n = ${from}; n < ${to}; n += 1) {
        freshet('cart', 'item-' + n);
        await new Promise((next) => setTimeout(next, 10));
      }
    })()`);
  }

  /** Waits until the page has an answer for all of its events, stops the service and reads what it left behind. */
  async function leftBehind(page: Page, expected: readonly EventContent[]): Promise<void> {
    const session = await page.evaluate<string>('made[0].session');
    await vi.waitFor(async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/sessions/${session}?site=shop`);
      expect(((await answer.json()) as { events: number }).events).toBe(expected.length);
    }, PATIENCE);
    // What the archiver was not handed by the time it is told to stop waits on the log for the next start.
    await vi.waitFor(async () => {
      expect(await idsForReaders(folder.path, 'shop')).toHaveLength(expected.length);
    }, PATIENCE);
    await page.context().close();
    expect(await service.stop()).toBe(0);
    const environment = openEmbeddedEnvironment(join(folder.path, 'live'));
    const log = await openEmbeddedEventLog(environment);
    const store = await openEmbeddedSessionStore(environment, { ttlMs: HOUR_MS });
    const evidence = await Evidence.of({ log, store, dataFolder: folder.path });
    const events = await holdsOnly(evidence, 'shop', expected).finally(async () => {
      await evidence.close();
      await log.close();
      await store.close();
      await environment.close();
    });
    expect(new Set(events.map((event) => event.session))).toEqual(new Set([session]));
  }

  it.each(['SIGTERM', 'SIGKILL'] as const)(
    'has all of its clicks counted once after a %s amid them',
    async (signal) => {
      const page = await visit();
      const clicks = keep(page, 0, 200);
      await page.waitForFunction('sent.some(({ status }) => status === 202)');
      await service.stop(signal);
      await page.waitForFunction('sent.some(({ status }) => status === 0)');
      await start();
      await clicks;
      await leftBehind(page, [view('m-1'), ...carts(0, 200)]);
    },
    60_000,
  );
});
