import type { BeaconEvent, BeaconSettings } from './api.js';
import { consent, openConsent } from './consent.js';
import { INTERACTIONS, type Deed } from './deed.js';
import { leaveDelivery, resumeDelivery, wakeDelivery } from './delivery.js';
import { safely, tell } from './guest.js';
import { keep } from './outbox.js';
import { pageOf } from './page-address.js';
import { randomId } from './random-id.js';
import { openSession, sessionId, settleSession, touchSession, user, visitorId } from './session.js';
import { useSettings } from './settings.js';
import { openStore } from './store.js';

/** Id of the newest event that changes what is recommended. */
export let newest: string | undefined;

/** What was done while it is open whether it may be told, and as whose. */
const open: (Deed & { readonly id: string })[] = [];

/** Tells what may be told by now, once the session is known. */
export const release = (): void =>
  safely(() => {
    const session = consent && sessionId();
    if (!session) return;
    for (const deed of open.splice(0)) {
      const event = { ...deed, session, visitor: visitorId(), user } as BeaconEvent;
      // What changes what is recommended is told at once.
      const urgent = deed.item && INTERACTIONS.test(deed.type);
      if (urgent) newest = deed.id;
      keep(event);
      touchSession(session);
      tell('freshet:event', event);
      wakeDelivery(urgent);
    }
  });

export const track = (deed: Deed): void => {
  if (consent === false) return;
  open.push({ id: randomId(), ts: Date.now(), page: pageOf(location.href), ...deed });
  release();
};

/** The page may be gone in a moment. */
export const leave = (): void => {
  release();
  void settleSession();
  leaveDelivery();
};

/** What was done and not told is nobody's business. */
export const forget = (): unknown => open.splice(0);

export const openTracker = (given: BeaconSettings): void => {
  useSettings(given);
  const anonymous = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
  openStore(anonymous);
  openSession(anonymous, release);
  openConsent();
  resumeDelivery();
};
