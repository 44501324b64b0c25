import { openStore } from './store.js';
import { forget, leave, release, track } from './tracker.js';
import { endRest, resumeDelivery } from './delivery.js';
import { useSettings } from './settings.js';
import { identify, openSession } from './session.js';
import { all, later, safely, type Timer } from './guest.js';
import { deedOfCall } from './deed.js';
import { watchImpressions } from './impressions.js';
import type { BeaconSettings, Freshet, SlateQuestion } from './api.js';
import { recommend } from './recommend.js';
import { consent, decide, openConsent } from './consent.js';
import { followFilm, MOMENT, STEP } from './video-progress.js';
import { followClick } from './clicks.js';
import { isKnownView, lookAgain, lookAtPage, settleView, turnPage } from './page-views.js';

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

const watchChanges = (): void => {
  lookForSlates = safely(watchImpressions);
  // A script that puts another page in place of this one changes the document.
  new MutationObserver(change).observe(document, {
    subtree: true,
    childList: true,
    attributeFilter: ['data-freshet-item', 'data-freshet-slate'],
  });
};

/** Does as the visitor has decided. */
const obey = (given: boolean): void => {
  const before = consent;
  decide(given);
  if (!given) forget();
  // The page was not counted while that was refused.
  else if (before === false) lookAgain();
  release();
};

const freshet = (word?: unknown, subject?: unknown, details?: unknown): unknown =>
  safely(() => {
    openConsent();
    if (word === 'recommend') {
      safely(lookAtPage);
      return recommend(subject as SlateQuestion | undefined);
    }
    if (word === 'consent') obey(!!subject);
    else if (word === 'identify') void identify(subject);
    else {
      const deed = deedOfCall(word as string, subject, details);
      if (deed.type !== 'view' || !isKnownView(deed.item)) track(deed);
    }
    return undefined;
  });

const part = (): void => {
  lookForSlates?.(true);
  settleView();
  all('video').forEach((video) => followFilm(video as HTMLVideoElement, MOMENT));
  leave();
};

type GlobalEventMap = WindowEventMap & DocumentEventMap;

/** While an event is still on its way down to what it is about, no handler of the page can hide it. */
const HANDLERS = {
  click: followClick,
  auxclick: followClick,
  timeupdate: (event) => followFilm(event.target as HTMLVideoElement, STEP),
  online: endRest,
  pagehide: part,
  pageshow: (event) => event.persisted && lookAgain(),
  visibilitychange: () => (document.hidden ? part() : look(true)),
} satisfies {
  readonly [Type in keyof GlobalEventMap]?: (event: GlobalEventMap[Type]) => unknown;
};

/** Each in a task of its own: on a slow device the page has its turn in between. */
const inTurn = (...steps: (() => unknown)[]): void => steps.forEach((step) => later(step, 0));

/** Starts the beacon, once a page. */
export const startBeacon = (settings: BeaconSettings): Freshet => {
  const { freshet: earlier } = window;
  if (earlier?.site) return earlier as unknown as Freshet;
  (window.freshet = freshet as { site?: string }).site = settings.site;
  useSettings(settings);
  openSession(() => later(release, 0));
  const hear = (): void => {
    for (const type in HANDLERS)
      addEventListener(type, (event) => safely(() => HANDLERS[type as 'click'](event as MouseEvent)), true);
    earlier?.q?.forEach((early) => (early.answer ?? Boolean)(freshet(...early)));
  };
  inTurn(openStore, openConsent, hear);
  resumeDelivery();
  // Once it has been painted; a page that is only prepared, or in the background, is nobody's view yet.
  requestAnimationFrame(() => inTurn(turnPage, watchChanges, lookAtPage, release, look));
  return freshet as Freshet;
};
