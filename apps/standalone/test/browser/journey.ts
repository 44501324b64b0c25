import type { BrowserContext, Page } from '#libs/chromium';
import type { Embed, EventRecord } from '#libs/contracts';
import { createHash } from 'node:crypto';
import { expect, vi } from 'vitest';
import type { Browsing } from './browsing.js';
import type { Evidence } from './evidence.js';
import { FaultProxy } from './fault-proxy.js';
import { holdsOnly } from './holds-only.js';
import { PageServer, type SitePage } from './page-server.js';
import { accountOf, type EventContent } from './event-content.js';

export interface EmbeddingPage extends SitePage {
  /** A script of the page's own that runs before the beacon. */
  readonly before?: string;
}

export interface VisitOptions {
  /** The page's clock and timers can be moved by `page.clock`; `paused`: by nothing else. */
  readonly clock?: 'running' | 'paused';
  /** What that clock says at first, milliseconds since 1970. */
  readonly at?: number;
}

export interface JourneyOptions {
  /** Further attributes of the script tag, such as `data-consent="required"`. */
  readonly attributes?: string;
}

/** Where a journey takes place. */
export interface JourneyPlace {
  readonly site: string;
  readonly browsing: Browsing;
  readonly evidence: Evidence;
  readonly serviceUrl: string;
}

/** Keeps what the beacon tells the page; on its way down, since what it tells does not bubble. */
export const LISTEN = `
  for (const [type, name] of [['freshet:event', 'made'], ['freshet:sent', 'sent'], ['freshet:session', 'sessions']]) {
    window[name] = [];
    window.addEventListener(type, ({ detail }) => window[name].push(detail), true);
  }
  window.violations = [];
  window.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) =>
    violations.push(effectiveDirective + ' ' + blockedURI), true);`;
/** The driver's clock can stand between two milliseconds, a browser's cannot. */
const WHOLE_MS = `{ const { now } = Date; Date.now = () => Math.floor(now.call(Date)) }`;
export const BEACON_RUNS = "typeof freshet === 'function' && !('q' in freshet)";
const PATIENCE = { timeout: 15_000, interval: 20 };

/** A visitor on pages of a site that embed the beacon, and what the service knows of it afterwards. */
export class Journey {
  /** What pages threw and nobody caught. */
  readonly faults: Error[] = [];

  private constructor(
    private readonly place: JourneyPlace,
    readonly proxy: FaultProxy,
    readonly pages: PageServer,
    private readonly options: JourneyOptions,
  ) {}

  static async begin(place: JourneyPlace, options: JourneyOptions): Promise<Journey> {
    const [proxy, pages] = await Promise.all([FaultProxy.before(place.serviceUrl), PageServer.start()]);
    return new Journey(place, proxy, pages, options);
  }

  get site(): string {
    return this.place.site;
  }

  get context(): BrowserContext {
    return this.place.browsing.context;
  }

  /** The tag that users paste. */
  get tag(): string {
    const { attributes = '' } = this.options;
    return `<script async src="${this.proxy.url}/beacon.js" data-site="${this.site}" ${attributes}></script>`;
  }

  /** Puts a page that embeds the beacon. @returns its address */
  put(path: string, page: EmbeddingPage = {}): string {
    const { before = '', head = '' } = page;
    return this.pages.put(path, { ...page, head: `<script>${before}</script>${this.tag}${head}` });
  }

  /** Puts a page as it is, without the tag. @returns its address */
  putBare(path: string, page: SitePage = {}): string {
    return this.pages.put(path, page);
  }

  /** What the service says of its scripts to those who embed them. */
  async embedding(): Promise<Embed> {
    return (await (await fetch(`${this.place.serviceUrl}/embed.json`)).json()) as Embed;
  }

  /** What stands for a login on the log: the SHA-256 of site, line feed and login, in hexadecimal. */
  hashOf(login: string): string {
    return createHash('sha256').update(`${this.site}\n${login}`).digest('hex');
  }

  /** What was watched of an item, as it stands on the log. */
  async watched(item: string): Promise<EventRecord[]> {
    const events = accountOf(await this.place.evidence.onLog(this.site));
    return events.filter((event) => event.type === 'watch' && event.item === item);
  }

  /** Opens a page in a tab of its own and waits until its beacon runs. */
  async open(url: string, { clock, at }: VisitOptions = {}): Promise<Page> {
    const page = await this.context.newPage();
    page.on('pageerror', (fault) => this.faults.push(fault));
    await page.addInitScript(LISTEN);
    if (clock !== undefined || at !== undefined) await moveClock(page, clock === 'paused', at ?? Date.now());
    await page.goto(url);
    await this.beaconRuns(page);
    return page;
  }

  /** Puts a page and opens it. */
  visit(page: EmbeddingPage = {}, options: VisitOptions = {}): Promise<Page> {
    return this.open(this.put('/', page), options);
  }

  /** Waits until the page's beacon has taken the place of the page's own stub. */
  async beaconRuns(page: Page): Promise<void> {
    await page.waitForFunction(BEACON_RUNS);
  }

  /** What the service counted of the events that this site's senders had to drop. */
  async dropsCounted(): Promise<number> {
    const text = await (await fetch(`${this.place.serviceUrl}/metrics`)).text();
    const sample = `freshet_collector_sender_dropped_events_total{site="${this.site}"} `;
    const line = text.split('\n').find((found) => found.startsWith(sample));
    return Number(line?.slice(sample.length) ?? 0);
  }

  /** Waits until so many different events stand on the log. */
  async hasLogged(count: number): Promise<void> {
    const { evidence, site } = this.place;
    await vi.waitFor(async () => {
      expect(accountOf(await evidence.onLog(site)).length).toBeGreaterThanOrEqual(count);
    }, PATIENCE);
  }

  /**
   * Leaves every page and holds log, sessions and history to what the visitor did: all of it, each once, nothing else.
   * @param expected in any order.
   * @returns the events, each once, in the order of the log.
   */
  async shows(expected: readonly EventContent[]): Promise<EventRecord[]> {
    const { evidence, site, browsing } = this.place;
    await this.hasLogged(expected.length).catch(() => undefined);
    await browsing.leave();
    await this.proxy.isIdle();
    return holdsOnly(evidence, site, expected);
  }

  async end(): Promise<void> {
    await this.place.browsing.leave();
    await this.proxy.close();
    await this.pages.close();
  }
}

async function moveClock(page: Page, paused: boolean, atMs: number): Promise<void> {
  // Goes on until it is paused, and can't be paused at what is over by then, which on a slow machine a second ahead may be.
  await page.clock.install({ time: paused ? atMs - 60_000 : atMs });
  if (paused) await page.clock.pauseAt(atMs + 1_000);
  await page.addInitScript(WHOLE_MS);
}
