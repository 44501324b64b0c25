import type { BeaconEvent } from './api.js';
import { consent } from './consent.js';
import { later, tell, warn } from './guest.js';
import { droppedEvents, holdBack, holdNothingBack, nextBatch, reportDropped } from './outbox.js';
import { request } from './request.js';
import { settings } from './settings.js';
import { drop, read } from './store.js';

/** What can wait, waits so long for company. */
const COMPANY_MS = 1000;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 60_000;
/** When to look for what the page before could not finish. */
const ORPHANS_MS = 6000;
const ACCEPTED = 202;

let busy = false;
let wake: (() => void) | undefined;
let failures = 0;

/** How long to rest after so many failures in a row: what the service asked for, and a share of a doubling time that chance picks. */
export const retryDelayMs = (failures: number, retryAfterMs: number, chance: number): number =>
  retryAfterMs + ((1 + chance) / 2) * Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** failures);

const endpoint = (): string => `${settings.url}/v1/events`;

const eventsOf = (keys: readonly string[]): BeaconEvent[] =>
  keys.map((key) => JSON.parse(`${read(key)}`) as BeaconEvent);

const bodyOf = (events: readonly BeaconEvent[], dropped?: number): string =>
  JSON.stringify({ site: settings.site, test: settings.test, sentAt: Date.now(), dropped, events });

/** Sends events once. @returns how long to rest then, milliseconds */
const attempt = async (keys: readonly string[]): Promise<number> => {
  const events = eventsOf(keys);
  const dropped = droppedEvents();
  const startedAt = Date.now();
  let status = 0;
  let text = '';
  let restMs = 0;
  try {
    const answer = await request(endpoint(), {
      method: 'POST',
      body: bodyOf(events, dropped),
      keepalive: true,
    });
    status = answer.status;
    restMs = (answer.headers.get('retry-after') as unknown as number) * 1000 || 0;
    text = await answer.text();
  } catch {
    // Out of reach, or too slow: the status tells how far it got.
  }
  tell('freshet:sent', { events, ms: Date.now() - startedAt, status });
  if (status === ACCEPTED) {
    failures = 0;
    keys.forEach(drop);
    reportDropped(-dropped);
    (JSON.parse(text) as { rejected: unknown[] }).rejected.forEach(warn);
    return 0;
  }
  // Bad events are rejected one by one in a 202, so this is about settings, which someone may correct.
  if (text) warn(text);
  return retryDelayMs(failures++, restMs, Math.random());
};

/** Sends what there is until the service has it: one request at a time, for as long as it takes. */
const send = async (): Promise<void> => {
  if (busy) return;
  busy = true;
  try {
    for (let keys; consent && (keys = nextBatch())[0];) {
      const restMs = await attempt(keys);
      await new Promise<void>((go) => later((wake = go), restMs));
    }
  } catch {
    // Nothing of it is lost: what comes next tries again.
  }
  busy = false;
};

/** The network is back. */
export const endRest = (): void => wake?.();

/** There is something new; what is `urgent` leaves at once. */
export const wakeDelivery = (urgent: unknown): void => {
  // At once is in this task: a question for a slate that includes it must not overtake it.
  if (urgent) void send();
  else later(send, COMPANY_MS);
};

/** The page may be gone in a moment. What the browser is given now counts as sent once a page has had an answer to it. */
export const leaveDelivery = (): void => {
  for (
    let keys;
    consent && (keys = nextBatch())[0] && navigator.sendBeacon(endpoint(), bodyOf(eventsOf(keys)));
  )
    holdBack(keys);
};

/** The page is there, again. */
export const resumeDelivery = (): void => {
  holdNothingBack();
  later(send, 0);
  later(send, ORPHANS_MS);
};
