import { consent } from './consent.js';
import { later, pause, safely, tell } from './guest.js';
import { randomId } from './random-id.js';
import { read, write } from './store.js';

/** A session ends when nothing was done for so long. */
const IDLE_MS = 30 * 60_000;
/** How long the tab that begins a session keeps the others from looking: by then they can read what it wrote. */
const SPREAD_MS = 100;
/** A lock that takes longer is not waited for. */
const LOCK_PATIENCE_MS = 2000;

let current: string | undefined;
let settling = false;
let onSettled: () => void;
let anonymous: boolean | undefined;

/** @param whenSettled called once the other tabs have been asked, where they must be. */
export const openSession = (isAnonymous: boolean | undefined, whenSettled: () => void): void => {
  anonymous = isAnonymous;
  onSettled = whenSettled;
};

/** Anonymous id of the device. */
export const visitorId = (): string | undefined => {
  if (anonymous) return undefined;
  if (!read('freshet:visitor')) write('freshet:visitor', randomId());
  return read('freshet:visitor');
};

/** @returns the id of a stored session, undefined where it has ended by now. A clock that was set back ends it too. */
export const liveSession = (stored: string, nowMs: number): string | undefined => {
  const [id, lastMs] = stored.split('.') as [string, unknown];
  return Math.abs(nowMs - (lastMs as number)) < IDLE_MS ? id : undefined;
};

const live = (): string | undefined => liveSession(read('freshet:session') ?? '', Date.now());

/** Something was done in the session, so it lives on. */
export const touchSession = (id: string): void => write('freshet:session', `${id}.${Date.now()}`);

/** Ends the settling; without the other tabs when there is no time left to ask them. @returns what the lock is held for */
export const settleSession = (): Promise<void> | undefined => {
  const isNew = settling && consent && !live();
  settling = false;
  if (isNew) {
    // Before the session: who sees the one sees the other.
    visitorId();
    touchSession(randomId());
  }
  onSettled();
  return isNew ? pause(SPREAD_MS) : undefined;
};

/**
 * One session for all tabs, by the store and a Web Lock; docs/decisions/beacon-delivery.md.
 * @returns its id, undefined while the other tabs are asked
 */
export const sessionId = (): string | undefined => {
  const id = live();
  if (id) {
    if (id !== current) tell('freshet:session', { session: (current = id) });
  } else if (!settling) {
    settling = true;
    later(settleSession, LOCK_PATIENCE_MS);
    if (!safely(() => navigator.locks.request('freshet', settleSession).catch(settleSession)))
      void settleSession();
  }
  return id;
};
