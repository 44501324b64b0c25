import { launchChromium, type Page } from '#libs/chromium';
import type { Comparison } from './comparison.js';
import type { Outcome } from './outcome.js';
import { servePages, type PageServer } from './page-server.js';
import { percentile } from './percentile.js';
import { targetsOf } from './targets.js';

export interface ClickToSlateOptions {
  /** Where Freshet answers, without a final slash. */
  readonly url: string;
  readonly site: string;
  readonly clicks: number;
  /** Told after each click. */
  readonly onClick?: (done: number) => void;
}

/** Milliseconds, one a click. */
interface ClickTimes {
  /** From the click's event leaving to the new slate in the document. */
  readonly slateMs: number[];
  /** … to the frame that shows it. */
  readonly renderedMs: number[];
  /** The control: an answer that waits for no event, asked by the same page in between, parsed and not shown. */
  readonly controlMs: number[];
}

/** What the page reports: first a slate, then the times of each click. */
type Report =
  | { readonly session: string; readonly items: number }
  | { readonly slateMs: number; readonly renderedMs: number };

const PATIENCE_MS = 10_000;
/** Clicks go round the list, so that the session does not circle between two items. */
const STRIDE = 3;

/**
 * Clicks the items of a slate in a real browser, on a page of an origin of its own, one after the other.
 * @throws Error when a new slate does not come within 10 s.
 */
export async function measureClicks(options: ClickToSlateOptions): Promise<Outcome> {
  const times = await clickPages(options);
  const targets = await targetsOf('click-to-slate', ['renderedMsP50']);
  const compared = (name: keyof ClickTimes, share: number, figure: string): Comparison => ({
    figure,
    values: [percentile(times[name], share)],
    controls: [percentile(times.controlMs, share)],
  });
  return {
    comparisons: [
      compared('slateMs', 0.5, 'from click to new slate, ms p50'),
      compared('slateMs', 0.99, 'from click to new slate, ms p99'),
      { ...compared('renderedMs', 0.5, '… on the screen, ms p50'), target: targets.renderedMsP50 },
      compared('renderedMs', 0.99, '… on the screen, ms p99'),
    ],
    charts: [],
    failures: {},
  };
}

async function clickPages(options: ClickToSlateOptions): Promise<ClickTimes> {
  const fill = (text: string): string =>
    text.replaceAll('{url}', options.url).replaceAll('{site}', options.site);
  const server = await servePages({
    '/': { file: 'click-to-slate.html', fill },
    '/click-to-slate.js': { file: 'click-to-slate.js' },
    '/mark-as-test.js': { file: 'mark-as-test.js' },
  });
  const browser = await launchChromium({ log: (line) => process.stderr.write(`${line}\n`) });
  try {
    return await clickAway(await browser.newPage(), server, options);
  } finally {
    await browser.close();
    await server.close();
  }
}

async function clickAway(
  page: Page,
  server: PageServer,
  { url, site, clicks, onClick }: ClickToSlateOptions,
): Promise<ClickTimes> {
  const reports = new Reports();
  await page.exposeFunction('report', (report: Report) => reports.put(report));
  await page.goto(server.url);
  const first = await reports.next('the first slate');
  if (!('session' in first) || first.items === 0)
    throw new Error(`The site ${site} has nothing to recommend.`);
  const control = `${url}/recommendations?site=${site}&session=${first.session}&limit=8`;
  const times: ClickTimes = { slateMs: [], renderedMs: [], controlMs: [] };
  let current = '';
  for (let click = 0; click < clicks; click++) {
    // The item that the page is on already would be no turn to anything.
    const cards = page.locator(`freshet-slate [data-freshet-item]:not([data-freshet-item="${current}"])`);
    const card = cards.nth((click * STRIDE) % (await cards.count()));
    current = (await card.getAttribute('data-freshet-item')) ?? '';
    await card.locator('a').click();
    const shown = await reports.next(`the slate of click ${click + 1}`);
    if ('session' in shown) throw new Error('The page told of a first slate again: it was loaded anew.');
    times.slateMs.push(shown.slateMs);
    times.renderedMs.push(shown.renderedMs);
    times.controlMs.push(await page.evaluate<number>(`timeAnswer(${JSON.stringify(control)})`));
    onClick?.(click + 1);
  }
  return times;
}

/** What the page reports, in order, each taken once. */
class Reports {
  readonly #waiting: Report[] = [];
  #taker: ((report: Report) => void) | undefined;

  put(report: Report): void {
    if (this.#taker) this.#taker(report);
    else this.#waiting.push(report);
    this.#taker = undefined;
  }

  /** @throws Error when none comes within 10 s. */
  async next(what: string): Promise<Report> {
    const waiting = this.#waiting.shift();
    if (waiting) return waiting;
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => reject(new Error(`Waited 10 s for ${what}.`)), PATIENCE_MS);
      this.#taker = (report) => {
        clearTimeout(patience);
        resolve(report);
      };
    });
  }
}
