import { later, listen, safely } from './guest.js';
import { pageItem } from './page-item.js';

/** A page without an item is a view of its own after so long. */
const BARE_MS = 2000;
/** An item that comes later than this belongs to something else. */
const ITEM_MS = 10_000;
/** A page that was left sooner was a redirect. */
const REDIRECT_MS = 100;

export interface PageView {
  readonly item: string | undefined;
  readonly page: string;
  readonly referrer: string;
  /** Milliseconds since 1970. */
  readonly ts: number;
}

export interface PageViews {
  /** Counts the page that is up, unless it has told its view itself; `again` when it is shown once more. */
  begin(again?: boolean): void;
  /** The page changed: its item may be there now. */
  look(): void;
  /** Sends the view that still waits for its item. */
  settle(): void;
  /** What the page is about: what it told, else what its markup says. */
  item(): string | undefined;
  /** The page tells its view itself. @returns whether the same has been sent already */
  isKnown(item: string | undefined): boolean;
}

/** What makes an address a page of its own: not the place on the page, unless a router keeps its path there. */
export function pageOf(address: string): string {
  const [page = '', fragment = ''] = address.split('#');
  return /^[!/]/.test(fragment) ? address : page;
}

/** Tells when a script has put another page in place of this one, and leaves no trace where the browser can tell by itself. */
function watchAddress(moved: () => void): void {
  const { navigation } = window as { navigation?: EventTarget };
  if (navigation) return listen(navigation, 'currententrychange', moved);
  listen(window, 'popstate', moved);
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name];
    history[name] = function (this: History, ...change) {
      original.apply(this, change);
      safely(moved);
    };
  }
}

/** Views of pages, also of those that a script puts in place of the first. */
export function watchPageViews(send: (view: PageView) => void): PageViews {
  let page = pageOf(location.href);
  let referrer = document.referrer;
  /** Item of the newest view: still in the document while the next page is being drawn. */
  let shown: string | undefined;
  /** When the view that waits for its item was, and whether it has been sent without one. */
  let pending: { readonly ts: number; bare?: boolean } | undefined;
  /** The page told its view itself. */
  let told = false;
  /** What was sent of this page and its own call may repeat. */
  let sent: { readonly item: string | undefined } | undefined;

  const report = (item: string | undefined, ts: number): void => {
    sent = { item };
    send({ item, page, referrer, ts });
  };
  const settle = (): void => {
    look();
    if (!pending || pending.bare) return;
    pending.bare = true;
    // What is still there belongs to the page before.
    shown = pageItem();
    report(undefined, pending.ts);
  };
  const look = (): void => {
    if (!pending) return;
    const { ts } = pending;
    const item = Date.now() - ts < ITEM_MS ? pageItem() : undefined;
    if (item !== undefined && item !== shown) {
      pending = undefined;
      shown = item;
      report(item, ts);
    }
  };
  const begin = (again?: boolean): void => {
    if (again) {
      told = false;
      shown = undefined;
    }
    sent = undefined;
    if (told) return;
    pending = { ts: Date.now() };
    look();
    later(look, 0);
    later(settle, BARE_MS);
  };
  watchAddress(() => {
    const next = pageOf(location.href);
    if (next === page) return;
    if (pending && Date.now() - pending.ts > REDIRECT_MS) settle();
    told = false;
    referrer = page;
    page = next;
    begin();
  });
  return {
    begin,
    look,
    settle,
    item: () => (told ? shown : pageItem()),
    isKnown: (item) => {
      told = true;
      if (sent && sent.item === item) {
        sent = undefined;
        return true;
      }
      pending = undefined;
      shown = item ?? shown;
      return false;
    },
  };
}
