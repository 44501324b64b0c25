import { consent } from './consent.js';
import { later, pause, safely, tell } from './guest.js';
import { hashLogin } from './login.js';
import { randomId } from './random-id.js';
import { settings } from './settings.js';
import { isAnonymous, read, write } from './store.js';

/** A session ends when nothing was done for so long. */
const IDLE_MS = 30 * 60_000;
/** How long the tab that begins a session keeps the others from looking: by then they can read what it wrote. */
const SPREAD_MS = 100;

/** Hash of the login. */
export let user: string | undefined;

let current: string | undefined;
/** Whether it is still open as whose events are sent. */
let settling = false;
let onSettled: () => unknown;

/** @param whenSettled called once it is known as whose events are sent, where `sessionId` did not know. */
export const openSession = (whenSettled: () => unknown): void => {
  onSettled = whenSettled;
};

/** Anonymous id of the device. */
export const visitorId = (): string | undefined =>
  isAnonymous() ? undefined : (read('freshet:visitor') ?? write('freshet:visitor', randomId()));

/** Something was done in the session, so it lives on. */
export const touchSession = (id: string): string => write('freshet:session', `${id}.${Date.now()}`);

/** @returns whether a session in which something was done then has not ended. A clock that was set back ends it too. */
export const isLive = (lastMs: number, nowMs: number): boolean => Math.abs(nowMs - lastMs) < IDLE_MS;

const live = (): string | undefined => {
  const [id, lastMs] = `${read('freshet:session')}`.split('.') as [string, unknown];
  if (!isLive(lastMs as number, Date.now())) return undefined;
  if (id !== current) tell('freshet:session', { session: (current = id) });
  return id;
};

/** Ends what is open, without the other tabs where there is no time left to ask them. @returns what the lock is held for */
export const settleSession = (): unknown => {
  const isNew = settling && consent && !live();
  settling = false;
  if (isNew)
    safely(() => {
      // Before the session: who sees the one sees the other.
      visitorId();
      touchSession(randomId());
    });
  onSettled();
  return isNew && pause(SPREAD_MS);
};

/**
 * One session for all tabs, by the store and a Web Lock; docs/decisions/beacon-delivery.md.
 * @returns its id, undefined while the other tabs are asked
 */
export const sessionId = (): string | undefined => {
  if (settling) return undefined;
  const id = live();
  if (!id) {
    settling = true;
    later(() => {
      // Missing where the page is no secure context.
      const { locks } = navigator as { locks?: LockManager };
      return locks?.request('freshet', settleSession).catch(settleSession) ?? settleSession();
    }, 0);
  }
  return id;
};

/** @param login only its hash is kept; nothing when the visitor logs out. */
export const identify = async (login: unknown): Promise<void> => {
  settling = true;
  // An anonymous visitor has no login either. Without a secure context events go without it.
  user =
    login && !isAnonymous()
      ? await hashLogin(settings.site, login as string).catch(() => undefined)
      : undefined;
  settling = false;
  onSettled();
};
