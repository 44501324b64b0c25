import { randomId } from './random-id.js';
import { keep } from './outbox.js';
import { consent } from './consent.js';
import { later, safely, tell } from './guest.js';
import { sessionId, settleSession, touchSession, user, visitorId } from './session.js';
import { pageOf } from './page-address.js';
import type { BeaconEvent } from './api.js';
import { INTERACTIONS, type Deed } from './deed.js';
import { leaveDelivery, wakeDelivery } from './delivery.js';

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
      wakeDelivery(urgent);
      later(() => tell('freshet:event', event), 0);
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
  release();
  leaveDelivery();
};

/** What was done and not told is nobody's business. */
export const forget = (): unknown => open.splice(0);
