import { later, safely, tell, warn } from './guest.js';
import type { Batch, Outbox } from './outbox.js';

const ANSWER_MS = 10_000;
/** What can wait, waits so long for company. */
const COMPANY_MS = 1000;
const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 60_000;
const EVENTS_MAX = 100;
/** When to look for what the page before could not finish. */
const ORPHANS_MS = 6000;

/** How long to wait after so many failures in a row: what the service asked for, and a share of a doubling time that chance picks. */
export function retryDelayMs(failures: number, retryAfterMs: number, chance: number): number {
  return retryAfterMs + (0.5 + chance / 2) * Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** failures);
}

export interface Delivery {
  /** There is something new; `urgent` leaves at once. */
  wake(urgent: boolean): void;
  /** The page may be gone in a moment; `forGood` when nothing but a return from the back/forward cache brings it back. */
  leave(forGood: boolean): void;
  /** The page is there, again, or the network is. */
  resume(): void;
}

/** Sends what is in the outbox until the service has it: one request at a time, for as long as it takes. */
export function openDelivery(outbox: Outbox, site: string, url: string, allowed: () => boolean): Delivery {
  const endpoint = `${url}/v1/events`;
  /** Handed to the browser, outcome unknown. */
  const away = new Set<string>();
  /** Refused even when sent alone: they come after everything else, one at a time. */
  const refused = new Set<string>();
  let inFlight: readonly string[] = [];
  let timer: number | undefined;
  let failures = 0;
  /** By the clock that nobody sets. */
  let notBefore = 0;
  let askedToWait = false;
  let eventsMax = EVENTS_MAX;
  let gone = false;

  const nextBatch = (): Batch => {
    const batch = outbox.next(new Set([...away, ...refused]), eventsMax);
    return batch.events.length > 0 ? batch : outbox.next(away, 1);
  };
  const bodyOf = ({ events }: Batch, dropped?: number): string =>
    JSON.stringify({ site, sentAt: Date.now(), dropped, events });

  const succeed = (batch: Batch, dropped: number, receipt: string): void => {
    failures = notBefore = 0;
    eventsMax = Math.min(EVENTS_MAX, eventsMax * 2);
    outbox.confirm(batch, dropped);
    const { rejected } = JSON.parse(receipt) as { rejected: readonly { message: string }[] };
    for (const { message } of rejected) warn(`an event was rejected: ${message}`);
  };
  const fail = (batch: Batch, status: number, retryAfterMs: number, answer: string): void => {
    notBefore = performance.now() + retryDelayMs(++failures, retryAfterMs, Math.random());
    askedToWait = retryAfterMs > 0;
    // What the service will not have may be one event's fault, or that of settings which someone corrects.
    if (status < 400 || status > 499 || status === 408 || status === 429) return;
    warn(`${status} ${answer.slice(0, 300)}`);
    if (batch.names.length === 1) for (const name of batch.names) refused.add(name);
    eventsMax = 1;
  };

  const post = async (batch: Batch): Promise<void> => {
    const dropped = outbox.dropped();
    const startedAt = performance.now();
    const patience = new AbortController();
    let status = 0;
    let retryAfterMs = 0;
    let text = '';
    later(() => patience.abort(), ANSWER_MS);
    try {
      const answer = await fetch(endpoint, {
        method: 'POST',
        body: bodyOf(batch, dropped || undefined),
        keepalive: true,
        credentials: 'omit',
        signal: patience.signal,
      });
      status = answer.status;
      retryAfterMs = Number(answer.headers.get('retry-after')) * 1000 || 0;
      text = await answer.text();
    } catch {
      // Out of reach, or too slow: the status tells how far it got.
    }
    for (const name of inFlight) away.delete(name);
    inFlight = [];
    safely(() => (status === 202 ? succeed(batch, dropped, text) : fail(batch, status, retryAfterMs, text)));
    tell('freshet:sent', { events: batch.events, ms: performance.now() - startedAt, status });
    send();
  };

  const send = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (gone || inFlight.length > 0 || !allowed()) return;
    const waitMs = notBefore - performance.now();
    const batch = nextBatch();
    if (batch.names.length === 0) return;
    if (waitMs > 0) {
      timer = later(send, waitMs);
      return;
    }
    inFlight = batch.names;
    for (const name of inFlight) away.add(name);
    void post(batch);
  };

  return {
    wake: (urgent) => {
      if (urgent) queueMicrotask(() => safely(send));
      else timer ??= later(send, COMPANY_MS);
    },
    leave: (forGood) => {
      gone ||= forGood;
      send();
      if (!allowed() || (askedToWait && performance.now() < notBefore)) return;
      // Without keepalive the page takes its request with it.
      if (!('keepalive' in Request.prototype)) away.clear();
      for (;;) {
        const batch = nextBatch();
        if (batch.names.length === 0 || !navigator.sendBeacon(endpoint, bodyOf(batch))) return;
        for (const name of batch.names) away.add(name);
      }
    },
    resume: () => {
      gone = false;
      away.clear();
      for (const name of inFlight) away.add(name);
      if (!askedToWait) notBefore = 0;
      send();
      later(send, ORPHANS_MS);
    },
  };
}
