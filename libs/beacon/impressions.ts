import { later, listen } from './guest.js';
import { placeOf, SLATE, SLATE_ITEM, type SlatePlace } from './slate-place.js';

/** MRC Viewable Ad Impression Measurement Guidelines, version 2.0: half of the pixels for one second, 30 % of a large one. */
const VIEWABLE_MS = 1000;
const SHARE = 0.5;
const LARGE_SHARE = 0.3;
const LARGE_PX2 = 242_500;

/** @returns whether so much of an element is in view that a second of it is an impression */
export function isViewable(share: number, areaPx2: number): boolean {
  return areaPx2 > 0 && share >= (areaPx2 >= LARGE_PX2 ? LARGE_SHARE : SHARE);
}

/**
 * Impressions of the items of slates, one for each place.
 * @returns to be called when the page has changed: takes up what is new.
 */
export function watchImpressions(send: (place: SlatePlace) => void): () => void {
  const seen = new Set<string>();
  /** What each watched element showed when its watching began. */
  let watched = new WeakMap<Element, string>();
  const timers = new Map<Element, number>();
  const stop = (element: Element): void => {
    clearTimeout(timers.get(element));
    timers.delete(element);
  };
  const place = (element: HTMLElement): SlatePlace | undefined =>
    placeOf(element, element.closest<HTMLElement>(SLATE));

  const observer = new IntersectionObserver(
    (entries) => {
      for (const {
        target,
        intersectionRatio,
        boundingClientRect: { width, height },
      } of entries) {
        if (!isViewable(intersectionRatio, width * height)) stop(target);
        else if (!timers.has(target))
          timers.set(
            target,
            later(() => count(target as HTMLElement), VIEWABLE_MS),
          );
      }
    },
    { threshold: [LARGE_SHARE, SHARE] },
  );

  const count = (element: HTMLElement): void => {
    const found = place(element);
    const key = JSON.stringify(found);
    if (!found || key !== watched.get(element) || seen.has(key)) return;
    seen.add(key);
    observer.unobserve(element);
    send(found);
  };
  const look = (): void => {
    if (document.visibilityState !== 'visible') return;
    for (const element of document.querySelectorAll<HTMLElement>(SLATE_ITEM)) {
      const key = JSON.stringify(place(element));
      if (key === watched.get(element)) continue;
      watched.set(element, key);
      stop(element);
      observer.unobserve(element);
      if (!seen.has(key)) observer.observe(element);
    }
  };
  listen(document, 'visibilitychange', () => {
    observer.disconnect();
    for (const element of timers.keys()) stop(element);
    watched = new WeakMap();
    look();
  });
  return look;
}
