import { EVENT_LOG, type EventLog } from '#libs/event-log';
import { SESSION_STORE, type SessionStore } from '#libs/session-store';
import { Standalone } from '../standalone.fixture.js';
import { sharedBrowser, type BrowserUnderTest } from './browsing.js';
import { Evidence } from './evidence.js';
import { Journey, type JourneyOptions } from './journey.js';

export type { Page } from '#libs/chromium';

/** Sites that journeys may take, one each, so that they run side by side and their events never mix. */
const SITES = Array.from({ length: 40 }, (_, at) => `shop-${at}`);
const yamlOf = (settings: string): string =>
  ['archiver: { flushSeconds: 1 }', 'sites:', ...SITES.map((site) => `  ${site}: ${settings}`)].join('\n');

/** One browser and one service for the journeys of a file. */
export class Journeys {
  private readonly free = [...SITES];

  private constructor(
    private readonly browser: BrowserUnderTest,
    private readonly service: Standalone,
    private readonly evidence: Evidence,
  ) {}

  /**
   * @param browser the path of one that all journeys share, or another kind of browser.
   * @param settings of every site, as config/freshet.yaml has them.
   */
  static async start(browser: string | Promise<BrowserUnderTest>, settings = '{}'): Promise<Journeys> {
    const [started, service] = await Promise.all([
      typeof browser === 'string' ? sharedBrowser(browser) : browser,
      Standalone.start({}, yamlOf(settings)),
    ]);
    const { application, dataFolder } = service;
    const log = application.get<EventLog>(EVENT_LOG, { strict: false });
    const store = application.get<SessionStore>(SESSION_STORE, { strict: false });
    return new Journeys(started, service, await Evidence.of({ log, store, dataFolder }));
  }

  /** Begins a journey on a site, with pages and a way to the service of its own; ends it when `walk` is over. */
  async go(walk: (journey: Journey) => Promise<void>, options: JourneyOptions = {}): Promise<void> {
    const { evidence, service } = this;
    const site = this.free.shift();
    if (site === undefined) throw new Error(`More than ${SITES.length} journeys in a file: add sites.`);
    const browsing = await this.browser.browse();
    const journey = await Journey.begin({ site, browsing, evidence, serviceUrl: service.url }, options);
    try {
      await walk(journey);
    } finally {
      await journey.end();
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.evidence.close();
    await this.service.close();
  }
}
