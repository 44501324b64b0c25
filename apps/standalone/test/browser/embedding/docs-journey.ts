import type { Page } from '#libs/chromium';
import { vi } from 'vitest';
import type { Journey } from '../journey.js';
import type { EventContent } from '../event-content.js';
import type { DocsSnippets } from './docs-snippets.js';

/** Begins a journey, ends it when `walk` is over. */
export type Go = (walk: (docs: DocsJourney) => Promise<void>) => Promise<void>;

/** A journey on pages that somebody built by the docs. */
export class DocsJourney {
  private readonly happened: EventContent[] = [];

  constructor(
    readonly journey: Journey,
    private readonly snippets: DocsSnippets,
  ) {}

  /** Snippets, one after the other, for this journey's service and site. */
  code(...names: string[]): string {
    const { proxy, site } = this.journey;
    return names.map((name) => this.snippets.at({ serviceUrl: proxy.url, site }, name)).join('');
  }

  /** Puts a page. @returns its address */
  put(path: string, head: string, body = '', headers = {}): string {
    return this.journey.putBare(path, { head, body, headers });
  }

  /** Puts a page and opens it. */
  open(head: string, body = '', headers = {}): Promise<Page> {
    return this.journey.open(this.put('/', head, body, headers));
  }

  /** Puts another file of the site beside its pages. */
  putFile(path: string, contentType: string, file: string | Buffer): void {
    this.journey.putBare(path, { file, headers: { 'content-type': contentType } });
  }

  /** Waits until what just happened stands on the log, besides all that happened before. */
  async happens(...events: EventContent[]): Promise<void> {
    this.happened.push(...events);
    await this.journey.hasLogged(this.happened.length);
  }

  /** Ends the journey: what happened is on the log, counted once, all in one session, and nothing else is. */
  async ends(): ReturnType<Journey['shows']> {
    const events = await this.journey.shows(this.happened);
    const sessions = new Set(events.map(({ session }) => session));
    if (sessions.size !== 1) throw new Error(`The journey had ${sessions.size} sessions.`);
    return events;
  }
}

/** A list of recommendations on a page. */
export interface SeenSlate {
  readonly slate: string;
  readonly items: readonly string[];
}

/** What a page shows by now, and how many of its items the beacon has told to be seen. */
const SEEN_SLATE = `(() => {
  const list = document.querySelector('[data-freshet-slate]');
  const items = Array.from(list?.querySelectorAll('[data-freshet-item]') ?? [], ({ dataset }) => dataset.freshetItem);
  const slate = list?.dataset.freshetSlate;
  const told = made.filter((event) => event.type === 'impression' && event.slate === slate);
  return { slate, items, seen: told.length };
})()`;

/**
 * Waits until each item of the list that a page shows was seen, as the beacon tells it.
 * @param before slate of the list before
 */
export async function seenSlate(page: Page, before = ''): Promise<SeenSlate> {
  return vi.waitFor(
    async () => {
      const { slate, items, seen } = await page.evaluate<SeenSlate & { seen: number }>(SEEN_SLATE);
      if (slate === before || items.length === 0 || seen !== items.length) {
        throw new Error(`${seen} items of the list ${slate} (${items.join()}) were seen on ${page.url()}.`);
      }
      return { slate, items };
    },
    { timeout: 30_000, interval: 50 },
  );
}

export function impressionsOf({ slate, items }: SeenSlate): EventContent[] {
  return items.map((item, position) => ({ type: 'impression', item, slate, position }));
}

export function clickOn({ slate, items }: SeenSlate, position: number): EventContent {
  const item = items[position];
  if (item === undefined) throw new Error(`The list has ${items.length} items.`);
  return { type: 'click', item, slate, position };
}
