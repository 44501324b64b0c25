import type { BeaconEvent } from './api.js';
import { warn } from './guest.js';
import { settings } from './settings.js';
import { drop, isOwn, keysFrom, read, write } from './store.js';

/** Events that wait for an answer, at most; the oldest go first. Typically 300 bytes each. */
export const WAITING_MAX = 1000;
/** The service takes no more at once. */
const BATCH_EVENTS_MAX = 100;
/** Bytes of a batch's events. A page's keepalive requests share 64 KiB, and are refused beyond. */
const BATCH_BYTES_MAX = 16_000;
/** No event that the service takes is longer, and in three bytes a character it still fits into a batch. */
const EVENT_CHARS_MAX = 5000;
/** Another tab's event that old was left behind: its tab has been closed, has crashed, or can't send. */
const ORPHAN_MS = 5000;

/** Events of one millisecond keep their order: as many digits, however many there are. */
let serial = 1e6;
/** Events that surely fit before it is time to count them. */
let room = 0;

const prefix = (): string => `freshet:${settings.site}:`;

/** Keys of the events that wait, the oldest first. */
const waiting = (): string[] => keysFrom(prefix());

/** Events that had to be dropped and were not reported yet. */
export const droppedEvents = (): number => +(read('freshet:dropped') ?? 0);

export const reportDropped = (change: number): void => {
  if (change) write('freshet:dropped', `${droppedEvents() + change}`);
};

/** Keeps an event until it is answered: one entry each, so that no tab writes over another's. */
export const keep = (event: BeaconEvent): void => {
  const text = JSON.stringify(event);
  if (text.length > EVENT_CHARS_MAX) warn(`too long: ${text}`);
  else write(`${prefix()}${event.ts}:${++serial}:${event.id}`, text);
  if (room-- > 0) return;
  const keys = waiting();
  const surplus = keys.slice(0, -WAITING_MAX);
  surplus.forEach(drop);
  reportDropped(surplus.length);
  room = WAITING_MAX - keys.length;
};

/** Keys of events that the browser was given as the page went: they wait until it is back, or for another page. */
const left = new Set<string>();

export const holdBack = (keys: readonly string[]): void => keys.forEach((key) => left.add(key));

export const holdNothingBack = (): void => left.clear();

/** @returns keys of the oldest events that fit into a body, of this tab and of those that are gone */
export const nextBatch = (): string[] => {
  let bytes = 0;
  return waiting()
    .filter(
      (key) =>
        (isOwn(key) || key < `${prefix()}${Date.now() - ORPHAN_MS}`) &&
        !left.has(key) &&
        (bytes += new TextEncoder().encode(read(key)).length + 1) < BATCH_BYTES_MAX,
    )
    .slice(0, BATCH_EVENTS_MAX);
};
