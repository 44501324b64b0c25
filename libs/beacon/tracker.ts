import type { BeaconEvent, BeaconSettings, Slate, SlateQuestion } from './api.js';
import { openConsent } from './consent.js';
import { isInteraction, type Deed } from './deed.js';
import { openDelivery } from './delivery.js';
import { tell } from './guest.js';
import { openLogin } from './login.js';
import { openOutbox, WAITING_MAX } from './outbox.js';
import { randomId } from './random-id.js';
import { askForSlate } from './recommend.js';
import { openSession } from './session.js';
import { openStore } from './store.js';

/** Everything between a deed on the page and the service. */
export interface Tracker {
  track(deed: Deed): void;
  consent(given: boolean): void;
  identify(login: unknown): void;
  recommend(question?: SlateQuestion): Promise<Slate>;
  /** The page may be gone in a moment; `forGood` when only the back/forward cache would bring it back. */
  leave(forGood: boolean): void;
  /** The page is there, again, or the network is. */
  resume(): void;
}

/** @param onForgiven consent was given on a page whose deeds had been thrown away. */
export function openTracker(
  { site, url = '', readUrl = url, consent: rule }: BeaconSettings,
  onForgiven: () => void,
): Tracker {
  const anonymous = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl === true;
  const store = openStore(`freshet:${site}:`, anonymous);
  /** What was done while it is open whether it may be told, and as whose. */
  const open: (Deed & { readonly id: string })[] = [];
  const whenSettled: (() => void)[] = [];
  let thrownAway = false;
  let newest: BeaconEvent | undefined;

  const release = (): void => {
    const id = consent.given() && !login.isOpen() && open.length > 0 && session.id();
    if (!id) return;
    for (const deed of open.splice(0)) {
      const event = { ...deed, session: id, visitor: session.visitor(), user: login.user() } as BeaconEvent;
      if (isInteraction(event)) newest = event;
      outbox.add(event);
      tell('freshet:event', event);
      delivery.wake(newest === event);
    }
    session.touch();
  };
  const consent = openConsent(store, rule === 'required', (given) => {
    if (!given) {
      open.length = 0;
      thrownAway = true;
    } else if (thrownAway) {
      thrownAway = false;
      onForgiven();
    }
    release();
  });
  const mayTell = (): boolean => consent.given() === true;
  const login = openLogin(site, release);
  const outbox = openOutbox(store);
  const delivery = openDelivery(outbox, site, url, mayTell);
  const session = openSession(store, anonymous, mayTell, () => {
    release();
    for (const go of whenSettled.splice(0)) go();
  });

  return {
    track: (deed) => {
      if (consent.given() === false) {
        thrownAway = true;
        return;
      }
      open.push({ id: randomId(), ts: Date.now(), ...deed });
      if (open.length > WAITING_MAX) open.shift();
      release();
    },
    consent: consent.decide,
    identify: login.set,
    recommend: async (question = {}) => {
      for (;;) {
        if (!mayTell()) throw new Error('freshet: not without consent');
        const id = session.id();
        if (id !== undefined) {
          const after = newest?.session === id ? newest.id : undefined;
          return askForSlate(readUrl, { site, session: id, visitor: session.visitor(), after }, question);
        }
        await new Promise<void>((resolve) => whenSettled.push(resolve));
      }
    },
    leave: (forGood) => {
      login.settleNow();
      release();
      session.settleNow();
      delivery.leave(forGood);
    },
    resume: delivery.resume,
  };
}
