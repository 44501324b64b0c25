import type { Deed } from './deed.js';
import { later } from './guest.js';
import { pageItem } from './page-item.js';

/** A page without an item is a view of its own after so long. An item that comes later is told then. */
const BARE_MS = 2000;
const URL_CHARS_MAX = 2048;

let send: (view: Deed) => void;
let page: string | undefined;
let referrer: string;
/** Item of the newest view: still in the document while the next page is being drawn. */
let shown: string | undefined;
/** What the newest view of this page was of, by itself or by a call; empty for no item, undefined before the first. */
let told: string | undefined;
/** When the view that waits for its item was, milliseconds since 1970; 0 for none. */
let pending = 0;

/** What makes an address a page of its own: not the place on the page, unless a router keeps its path there. */
export const pageOf = (address: string): string => address.replace(/#(?![!/]).*/, '').slice(0, URL_CHARS_MAX);

/** What the page is about: what its view was of, else what its markup says. */
export const currentItem = (): string | undefined => told || pageItem();

const report = (item: string): void => {
  told = item;
  send({ type: 'view', item: item || undefined, page, referrer, ts: pending });
};

/** Sends the view that still waits for its item without one. */
export const settleView = (): void => {
  if (pending && told === undefined) report('');
};

const turnPage = (): void => {
  const address = pageOf(location.href);
  if (address === page) return;
  settleView();
  referrer = page ?? pageOf(document.referrer);
  page = address;
  told = undefined;
  const now = (pending = Date.now());
  later(() => {
    if (now !== pending) return;
    // What is still there belongs to the page before.
    shown = pageItem();
    settleView();
  }, BARE_MS);
};

/** Looks whether the page is another one, and for the item of one whose view still waits for it. */
export const lookAtPage = (): void => {
  turnPage();
  const item = pageItem();
  if (!pending || !item || item === shown) return;
  report((shown = item));
  pending = 0;
};

/** Counts the page once more: it is shown again, or its view had been refused. */
export const lookAgain = (): void => {
  page = shown = undefined;
  lookAtPage();
};

/** The page tells a view itself. @returns whether that was the newest one already */
export const isKnownView = (item = ''): boolean => {
  turnPage();
  const known = item === told;
  told = item;
  shown = item || shown;
  pending = 0;
  return known;
};

export const watchPageViews = (onView: (view: Deed) => void): void => {
  send = onView;
};
