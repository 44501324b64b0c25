import type { BeaconEvent } from './api.js';
import { safely } from './guest.js';
import type { Store } from './store.js';

/** Events that wait for an answer, at most; the oldest go first. Typically 400 bytes each. */
export const WAITING_MAX = 1000;
/** The service takes no more at once. */
const BATCH_EVENTS_MAX = 100;
/** Bytes of a body. A page's keepalive requests share 64 KiB, and are refused beyond. */
const BATCH_BYTES_MAX = 16_000;
/** Another tab's event that old was left behind: its tab has been closed, has crashed, or can't send. */
const ORPHAN_MS = 5000;

export interface Batch {
  /** What the events are kept under. */
  readonly names: readonly string[];
  readonly events: readonly BeaconEvent[];
}

/** Everything that was not answered yet, of this tab and of those that are gone. */
export interface Outbox {
  add(event: BeaconEvent): void;
  /** The oldest that fit into a body; none of `except`. */
  next(except: ReadonlySet<string>, eventsMax: number): Batch;
  confirm(batch: Batch, dropped: number): void;
  /** Events that had to be dropped and were not reported yet. */
  dropped(): number;
}

/** One entry in the store for each event, so that tabs never write over each other's. */
export function openOutbox(store: Store): Outbox {
  /** What is in there, or a little less where other tabs write. */
  let waiting = WAITING_MAX;
  const dropped = (): number => Number(store.get('dropped')) || 0;
  const names = (): string[] => store.names('e:');

  const makeRoom = (): void => {
    const found = names();
    const surplus = found.slice(0, Math.max(0, found.length - WAITING_MAX));
    waiting = found.length - surplus.length;
    if (surplus.length === 0) return;
    for (const name of surplus) store.drop(name);
    store.set('dropped', `${dropped() + surplus.length}`);
  };
  const mayTake = (name: string): boolean =>
    store.isOwn(name) || Math.abs(Date.now() - Number(name.split(':')[1])) > ORPHAN_MS;

  return {
    add: (event) => {
      store.set(`e:${event.ts}:${event.id}`, JSON.stringify(event));
      if (++waiting > WAITING_MAX) makeRoom();
    },
    next: (except, eventsMax = BATCH_EVENTS_MAX) => {
      const batch = { names: [] as string[], events: [] as BeaconEvent[] };
      let bytes = 0;
      for (const name of names()) {
        if (except.has(name) || !mayTake(name)) continue;
        const text = store.get(name) ?? '';
        const event = safely(() => JSON.parse(text) as BeaconEvent);
        if (event === undefined) {
          store.drop(name);
          continue;
        }
        bytes += new TextEncoder().encode(text).length;
        if (batch.names.length >= eventsMax || (bytes > BATCH_BYTES_MAX && batch.names.length > 0)) break;
        batch.names.push(name);
        batch.events.push(event);
      }
      return batch;
    },
    confirm: (batch, reported) => {
      for (const name of batch.names) store.drop(name);
      waiting -= batch.names.length;
      const left = dropped() - reported;
      if (left > 0) store.set('dropped', `${left}`);
      else store.drop('dropped');
    },
    dropped,
  };
}
