import type { BeaconEvent, BeaconSettings, Slate, SlateQuestion } from './api.js';
import { consent, openConsent } from './consent.js';
import { isInteraction, type Deed } from './deed.js';
import { leaveDelivery, resumeDelivery, wakeDelivery } from './delivery.js';
import { safely, tell } from './guest.js';
import { hashLogin } from './login.js';
import { keep, WAITING_MAX } from './outbox.js';
import { pageOf } from './page-views.js';
import { randomId } from './random-id.js';
import { recommend } from './recommend.js';
import { openSession, sessionId, settleSession, touchSession, visitorId } from './session.js';
import { settings, useSettings } from './settings.js';
import { openStore } from './store.js';

/** What was done while it is open whether it may be told, and as whose. */
let open: (Deed & { readonly id: string })[] = [];
/** Id of the newest event that changes what is recommended. */
let newest: string | undefined;
let user: string | undefined;

/** Tells what may be told by now, once the session is known. */
export const release = (): void =>
  safely(() => {
    const session = consent && sessionId();
    if (!session) return;
    for (const deed of open.splice(0)) {
      const event = { ...deed, session, visitor: visitorId(), user } as BeaconEvent;
      const urgent = isInteraction(deed);
      if (urgent) newest = deed.id;
      keep(event);
      touchSession(session);
      tell('freshet:event', event);
      wakeDelivery(urgent);
    }
  });

export const track = (deed: Deed | undefined): void => {
  if (!deed || consent === false) return;
  open = [...open, { id: randomId(), ts: Date.now(), page: pageOf(location.href), ...deed }].slice(
    -WAITING_MAX,
  );
  release();
};

/** @param login only its hash is kept; nothing when the visitor logs out. */
export const identify = async (login: unknown): Promise<void> => {
  // Without a secure context events go without it.
  user = login ? await hashLogin(settings.site, login as string).catch(() => undefined) : undefined;
};

/** As `recommend`, for who is here. */
export const recommendHere = (question: SlateQuestion | undefined): Promise<Slate> =>
  recommend(question, () => ({ visitor: visitorId(), after: newest }));

/** The page may be gone in a moment. */
export const leave = (): void => {
  release();
  void settleSession();
  leaveDelivery();
};

/** @param onForgiven consent was given where it had been refused. */
export const openTracker = (given: BeaconSettings, onForgiven: () => void): void => {
  useSettings(given);
  const anonymous = (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
  openStore(anonymous);
  openSession(anonymous, release);
  openConsent((before) => {
    if (!consent) open = [];
    else if (before === false) onForgiven();
    release();
  });
  resumeDelivery();
};
