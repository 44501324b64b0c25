import { settings } from './settings.js';
import { drop, keysFrom, read, write } from './store.js';

/** Whether the visitor lets anything be stored and sent; undefined while that is open. */
export let consent: boolean | undefined;

/** Remembered on the device; refusing forgets whatever was there. */
export const decide = (given: boolean): void => {
  consent = given;
  if (!given) keysFrom('freshet:').forEach(drop);
  // Where nothing may be stored without consent, a refusal is not stored either.
  if (given || !settings.consent) write('freshet:consent', `${given}`);
};

/** Reads what was decided before, unless something was decided on this page. */
export const openConsent = (): void => {
  const stored = read('freshet:consent');
  consent ??= stored || !settings.consent ? stored !== 'false' : undefined;
};
