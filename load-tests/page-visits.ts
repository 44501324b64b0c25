import { launchChromium, type Browser, type Page } from '#libs/chromium';
import { get } from 'node:http';
import { inTurns } from './in-turns.js';
import { servePages } from './page-server.js';
import { scriptTasks, TRACE_CATEGORIES, type TraceEvent } from './script-tasks.js';

/** What a page is given. Without anything it is the control; three lines that do what any tracker must are the other. */
type Guests = 'none' | 'three lines' | 'beacon' | 'beacon and widget';

export interface VisitOptions {
  /** Where Freshet answers, without a final slash. */
  readonly url: string;
  readonly site: string;
  /** Visits with each of the guests, in turn. */
  readonly rounds: number;
  /** Told after each visit. */
  readonly onVisit?: (done: number, visits: number) => void;
}

/** What one visit cost: opening the page, looking, scrolling, a click that changes the slate, leaving. */
export interface VisitCost {
  /** Longest time that the guests took in one task, milliseconds at a quarter of the processor's speed. */
  readonly longestTaskMs: number;
  /** All of their time, milliseconds at that speed. */
  readonly allTasksMs: number;
  /** Sum of layout shifts that no input explains, as the Layout Instability API gives them. */
  readonly layoutShift: number;
  /** First contentful paint, milliseconds from navigation, at that speed. */
  readonly firstPaintMs: number;
}

const GUESTS: readonly Guests[] = ['none', 'three lines', 'beacon', 'beacon and widget'];
const THREE_LINES = '/three-lines.js';
const SLOWDOWN = 4;
const PATIENCE_MS = 20_000;
/** A viewable impression takes a second, and a moment to be sent. */
const LOOKING_MS = 1500;

/** Visits a page with each of the guests in turn, round after round. @returns the visits' costs, in order. */
export async function visitPages(options: VisitOptions): Promise<Record<Guests, VisitCost[]>> {
  const browser = await launchChromium({ log: (line) => process.stderr.write(`${line}\n`) });
  const visit = (guests: Guests): Promise<VisitCost> => visitWith(guests, browser, options);
  try {
    return await inTurns(GUESTS, options.rounds, visit, options.onVisit);
  } finally {
    await browser.close();
  }
}

function tagsOf(guests: Guests, { url, site }: VisitOptions): string {
  const beacon = `<script async src="${url}/beacon.js" data-site="${site}"></script>`;
  const widget = `<script async src="${url}/widget.js"></script>`;
  const threeLines = `<script async src="${THREE_LINES}"></script>`;
  return { none: '', 'three lines': threeLines, beacon, 'beacon and widget': beacon + widget }[guests];
}

async function visitWith(guests: Guests, browser: Browser, options: VisitOptions): Promise<VisitCost> {
  const server = await servePages({
    '/': { file: 'page-cost.html', fill: (text) => text.replace('<!-- guests -->', tagsOf(guests, options)) },
    '/page-cost.css': { file: 'page-cost.css' },
    '/page-cost.js': { file: 'page-cost.js' },
    [THREE_LINES]: { file: 'three-lines.js' },
    '/mark-as-test.js': { file: 'mark-as-test.js' },
  });
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
    await browser.startTracing(page, { categories: [...TRACE_CATEGORIES] });
    const seen = await walk(page, server.url, guests);
    const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    const tasks = scriptTasks(
      trace.traceEvents,
      (address) => address.startsWith(`${options.url}/`) || address.endsWith(THREE_LINES),
    );
    // Guests that ran in no task were not seen, not free.
    const least = guests === 'none' ? 0 : Number.NaN;
    const [longestTaskMs, allTasksMs] = tasks.length > 0 ? [Math.max(...tasks), sum(tasks)] : [least, least];
    return { ...seen, longestTaskMs, allTasksMs };
  } finally {
    await context.close();
    await server.close();
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** What a visitor does on the page, the same with all guests as far as they allow it. */
async function walk(
  page: Page,
  address: string,
  guests: Guests,
): Promise<Pick<VisitCost, 'layoutShift' | 'firstPaintMs'>> {
  await page.goto(address);
  const cards = page.locator('freshet-slate[data-freshet-slate] [data-freshet-item] a');
  if (guests === 'beacon and widget') await cards.first().waitFor({ timeout: PATIENCE_MS });
  await page.waitForTimeout(LOOKING_MS);
  await page.mouse.wheel(0, 400);
  await page.mouse.wheel(0, -400);
  if (guests === 'beacon and widget') {
    const before = await page.locator('freshet-slate').getAttribute('data-freshet-slate');
    await cards.first().click();
    await page
      .locator(`freshet-slate:not([data-freshet-slate="${before ?? ''}"])`)
      .waitFor({ timeout: PATIENCE_MS });
  }
  const seen = await page.evaluate<{ layoutShift: number; firstPaintMs: number }>(
    `({ layoutShift, firstPaintMs: performance.getEntriesByName('first-contentful-paint')[0].startTime })`,
  );
  await page.goto('about:blank');
  return seen;
}

/** @returns bytes that a script takes on its way, gzipped. */
export async function gzippedBytes(address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = get(address, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
      if (response.statusCode !== 200) {
        reject(new Error(`${address} answers ${response.statusCode ?? 'nothing'}.`));
        response.resume();
        return;
      }
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('end', () => resolve(bytes));
    });
    request.on('error', reject);
  });
}
