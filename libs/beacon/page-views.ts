import { later } from './guest.js';
import { pageOf } from './page-address.js';
import { pageItem } from './page-item.js';
import { track } from './tracker.js';

/** A page without an item is a view of its own after so long. An item that comes later is told then. */
const BARE_MS = 2000;

let page: string | undefined;
let referrer: string;
/** Item of the newest view: still in the document while the next page is being drawn. */
let shown: string | undefined;
/** What the newest view of this page was of, by itself or by a call; empty for no item, undefined before the first. */
let told: string | undefined = '';
/** When the page was turned to, milliseconds since 1970. */
let since: number;

/** What the page is about: what its view was of, else what its markup says. */
export const currentItem = (): string | undefined => told || pageItem();

const report = (item: string): void => {
  told = item;
  track({ type: 'view', item: item || undefined, page, referrer, ts: since });
};

/** Sends the view that still waits for its item without one. */
export const settleView = (): void => {
  if (told === undefined) report('');
};

export const turnPage = (): void => {
  const address = pageOf(location.href);
  if (address === page) return;
  settleView();
  referrer = page ?? pageOf(document.referrer);
  page = address;
  told = undefined;
  const now = (since = Date.now());
  later(() => {
    // What has changed within the last moment was not looked at yet: it may be this page's item, or another page already.
    lookAtPage();
    if (now !== since) return;
    // What is still there belongs to the page before.
    shown = pageItem();
    settleView();
  }, BARE_MS);
};

/** Looks whether the page is another one, and for the item of one whose view still waits for it. */
export const lookAtPage = (): void => {
  turnPage();
  const item = pageItem();
  if (!told && item && item !== shown) report((shown = item));
};

/** Counts the page once more: it is shown again, or its view had been refused. */
export const lookAgain = (): void => {
  page = shown = undefined;
  lookAtPage();
};

/** The page tells a view itself. @returns whether that was the newest one already */
export const isKnownView = (item = ''): boolean => {
  turnPage();
  shown = item || shown;
  return told === (told = item);
};
