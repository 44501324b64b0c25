import type { BeaconSettings, Freshet, SlateQuestion } from './api.js';
import { clickOf } from './clicks.js';
import { decide, followConsent } from './consent.js';
import { deedOfCall } from './deed.js';
import { endRest, resumeDelivery } from './delivery.js';
import { later, safely, warn, type Timer } from './guest.js';
import { watchImpressions } from './impressions.js';
import { currentItem, isKnownView, lookAgain, lookAtPage, settleView, watchPageViews } from './page-views.js';
import { identify, leave, openTracker, recommendHere, release, track } from './tracker.js';
import { STEP, watchOf } from './video-progress.js';

/** A call made before the script was there; a stub that returned a promise left how to answer it. */
interface EarlyCall extends Iterable<unknown> {
  readonly answer?: (result: unknown) => void;
}

declare global {
  interface Window {
    /** The page's stub at first, then the beacon; or whatever else a page has put there. */
    freshet?: { site?: string; readonly q?: EarlyCall[] } | undefined;
  }
}

/** Changes of the page are looked at together. */
const CHANGES_MS = 20;
/** What a change of the page may be about. `content` is that of a meta tag. */
const MARKS = ['data-freshet-item', 'data-freshet-slate', 'content'];

let changing: Timer = 0;
let lookForSlates: ((afresh?: unknown) => void) | undefined;

const look = (afresh?: unknown): void => {
  changing = 0;
  lookAtPage();
  lookForSlates?.(afresh);
};

/** Looks at the page together with what else changes in a moment. */
const change = (): void => {
  changing ||= later(look, CHANGES_MS);
};

/** Looks at the page once it has been painted; one that is only prepared, or in the background, is nobody's view yet. */
const start = (): void => {
  lookForSlates = safely(() => watchImpressions(track));
  // A script that puts another page in place of this one changes the document, and some browsers tell.
  (window as { navigation?: EventTarget }).navigation?.addEventListener('currententrychange', change);
  new MutationObserver(change).observe(document, { subtree: true, childList: true, attributeFilter: MARKS });
  look();
  release();
};

const freshet = (word?: unknown, subject?: unknown, details?: unknown): unknown => {
  try {
    if (word === 'recommend') {
      lookAtPage();
      return recommendHere(subject as SlateQuestion | undefined);
    }
    if (word === 'consent') decide(!!subject);
    else if (word === 'identify') void identify(subject);
    else {
      const deed = deedOfCall(word as string, subject, details);
      if (deed.type !== 'view' || !isKnownView(deed.item)) track(deed);
    }
  } catch (error) {
    warn(error);
  }
  return undefined;
};

const watchFilm = (video: HTMLVideoElement, step: number): void => track(watchOf(video, step, currentItem));

const click = (event: MouseEvent): void => track(clickOf(event));

const part = (): void => {
  lookForSlates?.(true);
  settleView();
  document.querySelectorAll('video').forEach((video) => watchFilm(video, 1));
  leave();
};

type GlobalEventMap = WindowEventMap & DocumentEventMap;

/** While an event is still on its way down to what it is about, no handler of the page can hide it. */
const HANDLERS = {
  click,
  auxclick: click,
  timeupdate: ({ target }) => watchFilm(target as HTMLVideoElement, STEP),
  pause: ({ target }) => watchFilm(target as HTMLVideoElement, 1),
  storage: followConsent,
  online: endRest,
  pagehide: part,
  pageshow: ({ persisted }) => {
    if (persisted) lookAgain();
  },
  visibilitychange: () => {
    if (document.hidden) part();
    else {
      look(true);
      resumeDelivery();
    }
  },
} satisfies {
  readonly [Type in keyof GlobalEventMap]?: (event: GlobalEventMap[Type]) => void;
};

/** Starts the beacon, once a page. */
export const startBeacon = (settings: BeaconSettings): Freshet => {
  const { freshet: earlier } = window;
  if (earlier?.site) return earlier as unknown as Freshet;
  (window.freshet = freshet as { site?: string }).site = settings.site;
  openTracker(settings, lookAgain);
  watchPageViews(track);
  for (const [type, handle] of Object.entries(HANDLERS))
    addEventListener(type, (event) => safely(() => handle(event as never)), true);
  requestAnimationFrame(() => later(start, 0));
  earlier?.q?.forEach((early) => {
    const result = freshet(...early);
    early.answer?.(result);
  });
  return freshet as Freshet;
};
