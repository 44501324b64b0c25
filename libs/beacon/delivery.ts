import type { BeaconEvent } from './api.js';
import { consent } from './consent.js';
import { later, pause, tell, warn } from './guest.js';
import { droppedEvents, nextBatch, reportDropped } from './outbox.js';
import { settings } from './settings.js';
import { drop, read } from './store.js';

/** What can wait, waits so long for company. */
const COMPANY_MS = 1000;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 60_000;
/** When to look for what a page before could not finish. */
const ORPHANS_MS = 6000;
/** Nobody waits longer for an answer. */
const ANSWER_MS = 10_000;
const ACCEPTED = 202;

let busy = false;
let wake: (() => void) | undefined;
let failures = 0;

/**
 * How long to rest after so many failures in a row: what the service asked for, and of a doubling time the share that chance picks, so
 * that pages do not come back all at once.
 */
export const retryDelayMs = (failures: number, retryAfterMs: number, chance: number): number =>
  retryAfterMs + chance * Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** failures);

const endpoint = (): string => `${settings.url}/v1/events`;

const eventsOf = (keys: readonly string[]): BeaconEvent[] =>
  keys.map((key) => JSON.parse(`${read(key)}`) as BeaconEvent);

const bodyOf = (events: readonly BeaconEvent[], dropped?: number): string =>
  JSON.stringify({ site: settings.site, sentAt: Date.now(), dropped, events });

/** Sends events once. @returns how long to rest then, milliseconds */
const attempt = async (keys: readonly string[]): Promise<number> => {
  const events = eventsOf(keys);
  const dropped = droppedEvents();
  let status = 0;
  let text = '';
  let retryAfterMs = 0;
  const body = bodyOf(events, dropped);
  // The browser takes a while for a request, so that is a task of its own.
  await pause(0);
  try {
    const answer = await fetch(endpoint(), {
      method: 'POST',
      body,
      keepalive: true,
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    retryAfterMs = (answer.headers.get('retry-after') as never) * 1000 || 0;
    status = answer.status;
    text = await answer.text();
  } catch {
    // Out of reach, or too slow: the status tells how far it got.
  }
  tell('freshet:sent', { events, status });
  if (status === ACCEPTED) {
    (JSON.parse(text) as { rejected: unknown[] }).rejected.forEach(warn);
    keys.forEach(drop);
    reportDropped(-dropped);
    return (failures = 0);
  }
  // Bad events are rejected one by one in a 202, so this is about settings, which someone may correct.
  if (text) warn(text);
  return retryDelayMs(failures++, retryAfterMs, Math.random());
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
export const wakeDelivery = (urgent: unknown): unknown => later(send, urgent ? 0 : COMPANY_MS);

/**
 * The page may be gone in a moment. What the browser is given now counts as sent once a page has had an answer to it; what it does
 * not take, or is too much for one body, waits for the next page.
 */
export const leaveDelivery = (): void => {
  const keys = nextBatch();
  if (consent && keys[0]) navigator.sendBeacon(endpoint(), bodyOf(eventsOf(keys)));
};

/** The page is there, again. */
export const resumeDelivery = (): unknown => later(send, ORPHANS_MS);
