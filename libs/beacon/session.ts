import { later, safely, tell } from './guest.js';
import { randomId } from './random-id.js';
import type { Store } from './store.js';

/** A session ends when nothing was done for so long. */
const IDLE_MS = 30 * 60_000;
/** How long the tab that begins a session keeps others from looking: by then they can read what it wrote. */
const SPREAD_MS = 100;
/** A lock that takes longer is not waited for. */
const LOCK_PATIENCE_MS = 500;

/** @returns the id of a stored session, undefined where it has ended by now. A clock that was set back ends it too. */
export function liveSession(stored: string | undefined, nowMs: number): string | undefined {
  const [id, lastMs] = (stored ?? '').split('.');
  return Math.abs(nowMs - Number(lastMs)) < IDLE_MS ? id : undefined;
}

export interface Session {
  /** The session's id; undefined while it is being settled with the other tabs, after which `onSettled` is called. */
  id(): string | undefined;
  /** Something was done in it, so it lives on. */
  touch(): void;
  /** Ends the settling, without the other tabs when there is no time left to ask them. */
  settleNow(): void;
  /** Anonymous id of the device. */
  visitor(): string | undefined;
}

/** One session for all tabs of a site, by the store and a Web Lock; docs/decisions/beacon-delivery.md. */
export function openSession(
  store: Store,
  anonymous: boolean,
  mayStore: () => boolean,
  onSettled: () => void,
): Session {
  let current: string | undefined;
  let settling = false;

  const visitor = (): string | undefined => {
    if (anonymous) return undefined;
    const known = store.get('visitor');
    if (known !== undefined) return known;
    store.set('visitor', randomId());
    return store.get('visitor');
  };
  const live = (): string | undefined => {
    const id = liveSession(store.get('session'), Date.now());
    if (id !== undefined && id !== current) {
      current = id;
      tell('freshet:session', { session: id });
    }
    return id;
  };
  const touch = (): void => store.set('session', `${current ?? randomId()}.${Date.now()}`);
  /** @returns something to wait for where the session is new */
  const settleNow = (): Promise<unknown> | undefined => {
    if (!settling) return undefined;
    settling = false;
    const isNew = mayStore() && live() === undefined;
    if (isNew) {
      current = undefined;
      touch();
      live();
      visitor();
    }
    safely(onSettled);
    return isNew ? new Promise((resolve) => later(() => resolve(0), SPREAD_MS)) : undefined;
  };
  const settle = (): void => {
    if (settling) return;
    settling = true;
    const { locks } = navigator as Partial<Navigator>;
    const asked = !anonymous && safely(() => locks?.request('freshet:session', settleNow).catch(settleNow));
    later(settleNow, asked ? LOCK_PATIENCE_MS : 0);
  };
  return {
    id: () => {
      const id = live();
      if (id === undefined) settle();
      return id;
    },
    touch,
    settleNow,
    visitor,
  };
}
