import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { launchChromium, type Browser, type Page } from '#libs/chromium';
import type { Embed } from '#libs/contracts';
import { describeWithPart } from '#libs/testing';
import { someBatch, someEvent, startCollector, type CollectorUnderTest } from './collector-under-test.js';

/** An empty page at every path, on an origin of its own. */
async function servePages(): Promise<{ server: Server; origin: string }> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.setHeader('cross-origin-opener-policy', 'same-origin');
    response.setHeader('cross-origin-embedder-policy', 'require-corp');
    response.end('<!doctype html><title>a page</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describeWithPart(
  'Chromium',
  'a page in a real browser, on another origin than the collector',
  (executablePath) => {
    let browser: Browser;
    let pages: Awaited<ReturnType<typeof servePages>>;
    let collector: CollectorUnderTest;
    let page: Page;

    beforeAll(async () => {
      browser = await launchChromium({ executablePath });
      pages = await servePages();
    });
    afterAll(async () => {
      await browser.close();
      pages.server.close();
    });
    afterEach(async () => {
      await page.close();
      await collector.close();
    });

    /** Opens a page, and a collector with these origins for the site `demo`. */
    async function open(origin: string): Promise<void> {
      collector = await startCollector({ yaml: `sites: { demo: { origins: ['${origin}'] } }` });
      page = await browser.newPage();
      await page.goto(pages.origin);
    }

    it('delivers a batch by navigator.sendBeacon', async () => {
      await open(pages.origin);
      const event = someEvent();
      const body = JSON.stringify(someBatch([event]));
      const taken = await page.evaluate(
        `navigator.sendBeacon(${quoted(`${collector.url}/v1/events`)}, new Blob([${quoted(body)}], { type: 'text/plain' }))`,
      );
      expect(taken).toBe(true);
      expect((await collector.records('events', 1))[0]).toMatchObject({ id: event['id'] });
    });

    it('sends a batch by fetch without a preflight, and reads the answer', async () => {
      await open(pages.origin);
      const methods: string[] = [];
      collector.server.on('request', ({ method }: { method: string }) => methods.push(method));
      const status = await post();
      expect(status).toBe(202);
      expect(methods).toEqual(['POST']);
    });

    it('can read that its origin may not use the site', async () => {
      await open('https://shop.example');
      expect(await post()).toBe(403);
    });

    it('runs the pinned scripts, held to their hash, under cross-origin isolation', async () => {
      await open(pages.origin);
      expect(await page.evaluate('crossOriginIsolated')).toBe(true);
      const scripts = (await (await fetch(`${collector.url}/embed.json`)).json()) as Embed;
      for (const { url, integrity } of [scripts.beacon, scripts.widget]) {
        expect(await loads(`${collector.url}${url}`, integrity)).toBe('load');
      }
      expect(await loads(`${collector.url}${scripts.beacon.url}`, scripts.widget.integrity)).toBe('error');
      // Without CORS, as the plain tag loads it: what lets it in is the resource policy.
      expect(await loads(`${collector.url}/beacon.js`)).toBe('load');
    });

    /** Posts as the beacon does. @returns the status that the page reads. */
    function post(): Promise<unknown> {
      const body = JSON.stringify(someBatch());
      return page.evaluate(`fetch(${quoted(`${collector.url}/v1/events`)}, {
      method: 'POST', body: ${quoted(body)}, credentials: 'omit', keepalive: true,
    }).then(({ status }) => status)`);
    }

    /** Adds a script to the page. @returns the event that it ends with. */
    function loads(src: string, integrity?: string): Promise<unknown> {
      const pinned = integrity === undefined ? {} : { integrity, crossOrigin: 'anonymous' };
      return page.evaluate(`new Promise((resolve) => {
      const script = Object.assign(document.createElement('script'), ${JSON.stringify({ ...pinned, src })});
      script.onload = script.onerror = ({ type }) => resolve(type);
      document.head.append(script);
    })`);
    }
  },
);

/** What pages run is text: this project's own types know no browser. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
