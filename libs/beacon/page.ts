import { watchClicks } from './clicks.js';
import type { Deed } from './deed.js';
import { later, listen, safely } from './guest.js';
import { watchImpressions } from './impressions.js';
import { watchPageViews } from './page-views.js';
import { watchVideos } from './video-progress.js';

/** Changes of the page are looked at together. */
const CHANGES_MS = 50;
/** A page that paints nothing, as one in the background, is not waited for. */
const PAINT_PATIENCE_MS = 1000;
/** What a change of the page may be about. `content` is that of a meta tag. */
const MARKS = ['data-freshet-item', 'data-freshet-slate', 'content'];

export interface Page {
  /** Counts the page once more: it is shown again, or its view had been thrown away. */
  again(): void;
  /** Tells what was still waiting: the page may be gone in a moment. */
  leave(): void;
  /** The page tells its view itself. @returns whether the same has been told already */
  isKnown(item: string | undefined): boolean;
}

/** Sees by itself what a visitor does: clicks from now on, all else once the page has been painted. */
export function watchPage(track: (deed: Deed) => void): Page {
  const views = watchPageViews((view) => track({ type: 'view', ...view }));
  const lookForFilms = watchVideos(views.item, (item, progress) => track({ type: 'watch', item, progress }));
  let lookForSlates: (() => void) | undefined;
  let started = false;
  let changed = false;
  watchClicks((place) => track({ type: 'click', ...place }));

  const look = (): void => {
    changed = false;
    views.look();
    lookForFilms(false);
    lookForSlates?.();
  };
  const start = (): void => {
    if (started || (document as { prerendering?: boolean }).prerendering) return;
    started = true;
    views.begin();
    lookForSlates = safely(() => watchImpressions((place) => track({ type: 'impression', ...place })));
    lookForSlates?.();
    new MutationObserver(() => {
      if (!changed) later(look, CHANGES_MS);
      changed = true;
    }).observe(document, { subtree: true, childList: true, attributeFilter: MARKS });
  };
  listen(document, 'prerenderingchange', start);
  later(start, PAINT_PATIENCE_MS);
  safely(() => requestAnimationFrame(() => later(start, 0)));
  return {
    again: () => views.begin(true),
    leave: () => {
      safely(start);
      views.settle();
      lookForFilms(true);
    },
    isKnown: views.isKnown,
  };
}
