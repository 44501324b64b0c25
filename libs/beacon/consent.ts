import { settings } from './settings.js';
import { drop, keysFrom, read, write } from './store.js';

/** Whether the visitor lets anything be stored and sent; undefined while that is open. */
export let consent: boolean | undefined;
let onDecided: (before: boolean | undefined) => void;

/** Remembered on the device; refusing forgets whatever was there. */
export const decide = (given: boolean): void => {
  const before = consent;
  consent = given;
  if (!given) keysFrom('freshet:').forEach(drop);
  // Where nothing may be stored without consent, a refusal is not stored either.
  if (given || !settings.consent) write('freshet:consent', `${given}`);
  onDecided(before);
};

/** It was decided in another tab. */
export const followConsent = ({ key, newValue }: StorageEvent): void => {
  if (key === 'freshet:consent') decide(newValue === 'true');
};

/** @param whenDecided is told what was decided before. */
export const openConsent = (whenDecided: typeof onDecided): void => {
  onDecided = whenDecided;
  const stored = read('freshet:consent');
  consent = stored || !settings.consent ? stored !== 'false' : undefined;
};
