import type { BeaconSettings, Freshet, SlateQuestion } from './api.js';
import { deedOfCall } from './deed.js';
import { listen, warn } from './guest.js';
import { watchPage } from './page.js';
import { openTracker } from './tracker.js';

/** A call made before the script was there; a stub that returned a promise left how to settle it. */
interface EarlyCall extends Iterable<unknown> {
  readonly settle?: (result: unknown) => void;
}

declare global {
  interface Window {
    /** The page's stub at first, then the beacon; or whatever else a page has put there. */
    freshet?: { readonly site?: string; readonly q?: Iterable<EarlyCall> } | undefined;
  }
}

/** Starts the beacon, once a page. */
export function startBeacon(settings: BeaconSettings): Freshet {
  const { freshet: earlier } = window;
  if (earlier?.site !== undefined) return earlier as unknown as Freshet;
  const tracker = openTracker(settings, () => page.again());
  const page = watchPage(tracker.track);

  const call = (word: unknown, subject: unknown, details: unknown): unknown => {
    if (word === 'recommend') return tracker.recommend(subject as SlateQuestion);
    if (word === 'consent') tracker.consent(subject === true);
    else if (word === 'identify') tracker.identify(subject);
    else {
      const deed = deedOfCall(String(word), subject, details);
      if (deed.type !== 'view' || !page.isKnown(deed.item)) tracker.track(deed);
    }
    return undefined;
  };
  const freshet = (word?: unknown, subject?: unknown, details?: unknown): unknown => {
    try {
      return call(word, subject, details);
    } catch (error) {
      warn(String(error));
      return undefined;
    }
  };
  const leave = (forGood: boolean): void => {
    page.leave();
    tracker.leave(forGood);
  };
  listen(window, 'pagehide', () => leave(true));
  listen(document, 'visibilitychange', () =>
    document.visibilityState === 'hidden' ? leave(false) : tracker.resume(),
  );
  listen(window, 'online', tracker.resume);
  listen<PageTransitionEvent>(window, 'pageshow', ({ persisted }) => {
    if (!persisted) return;
    tracker.resume();
    page.again();
  });
  window.freshet = Object.assign(freshet, { site: settings.site });
  for (const early of [...(earlier?.q ?? [])]) {
    const result = freshet(...early);
    early.settle?.(result);
  }
  tracker.resume();
  return freshet as Freshet;
}
