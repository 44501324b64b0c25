import type { BeaconEvent } from './api.js';
import { warn } from './guest.js';
import { settings } from './settings.js';
import { drop, keysFrom, read, write } from './store.js';

/** Events that wait for an answer, at most; the oldest go first. Typically 300 bytes each. */
const WAITING_MAX = 1000;
/**
 * Bytes of a batch's events. A page's keepalive requests share 64 KiB, and are refused beyond; and no event is so short that more than
 * the 100 fit which the service takes at once.
 */
const BATCH_BYTES_MAX = 15_100;
/** No event that the service takes is longer, and in three bytes a character it still fits into a batch. */
const EVENT_CHARS_MAX = 5000;
/** Another tab's event that old was left behind: its tab has been closed, has crashed, or can't send. */
const ORPHAN_MS = 5000;

/** Events of one millisecond keep their order: as many digits, however many there are. */
let serial = 1e6;
/** Marks the events of this page. */
const own = `:${Math.random()}`;

const prefix = (): string => `freshet:${settings.site}:`;

/** Keys of the events that wait, the oldest first. */
const waiting = (): string[] => keysFrom(prefix());

/** Events that had to be dropped and were not reported yet. */
export const droppedEvents = (): number => (read('freshet:dropped') as never) | 0;

export const reportDropped = (change: number): unknown =>
  write('freshet:dropped', (droppedEvents() + change) as never);

/** Keeps an event until it is answered: one entry each, so that no tab writes over another's. */
export const keep = (event: BeaconEvent): void => {
  const text = JSON.stringify(event);
  if (text.length > EVENT_CHARS_MAX) warn(text);
  else write(`${prefix()}${event.ts}:${++serial}${own}`, text);
  const surplus = waiting().slice(0, -WAITING_MAX);
  surplus.forEach(drop);
  if (surplus[0]) reportDropped(surplus.length);
};

/** @returns keys of the oldest events that fit into a body, of this page and of those that are gone */
export const nextBatch = (): string[] => {
  let bytes = 0;
  return waiting().filter(
    (key) =>
      (key.endsWith(own) || key < `${prefix()}${Date.now() - ORPHAN_MS}`) &&
      (bytes += new TextEncoder().encode(read(key)).length) < BATCH_BYTES_MAX,
  );
};
