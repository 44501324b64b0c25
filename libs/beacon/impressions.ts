import { all, later, safely, type Timer } from './guest.js';
import { placeOf, SLATE_ITEM } from './slate-place.js';
import { track } from './tracker.js';

/** MRC Viewable Ad Impression Measurement Guidelines, version 2.0: half of the pixels for one second. */
const VIEWABLE_MS = 1000;
const SHARE = 0.5;

/**
 * Tells the impressions of the items of slates, one for each place.
 * @returns to be called when the page has changed: looks at what is there now; `afresh` when the tab was hidden or is shown.
 */
export const watchImpressions = (): ((afresh?: unknown) => void) => {
  /** The timer of each place that is in view, 0 once it was counted. */
  const timers: Record<string, Timer | undefined> = {};
  const stop = (key: string): void => {
    clearTimeout(timers[key]);
    timers[key] &&= undefined;
  };
  const observer = new IntersectionObserver(
    (entries) =>
      entries.forEach((entry) =>
        safely(() => {
          const key = JSON.stringify(placeOf(entry.target));
          if (entry.intersectionRatio < SHARE) stop(key);
          else
            timers[key] ??= later(() => {
              stop(key);
              const place = placeOf(entry.target);
              // A widget may have put something else into the same element meanwhile.
              if (JSON.stringify(place) !== key) return;
              timers[key] = 0;
              track({ type: 'impression', ...place });
            }, VIEWABLE_MS);
        }),
      ),
    { threshold: SHARE },
  );
  return (afresh) => {
    if (afresh) Object.keys(timers).forEach(stop);
    // To be watched anew makes the observer tell what is in view, once the tab is.
    observer.disconnect();
    all(SLATE_ITEM).forEach((element) => observer.observe(element));
  };
};
