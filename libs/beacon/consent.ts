import { listen } from './guest.js';
import type { Store } from './store.js';

/** Whether the visitor lets anything be stored and sent; undefined while that is open. */
export interface Consent {
  given(): boolean | undefined;
  /** Remembered on the device; refusing forgets whatever was there. */
  decide(given: boolean): void;
}

/** @param onDecided also when it was decided in another tab. */
export function openConsent(store: Store, required: boolean, onDecided: (given: boolean) => void): Consent {
  const stored = store.get('consent');
  let given = stored ? stored === '1' : required ? undefined : true;

  const decide = (decision: boolean): void => {
    given = decision;
    if (!given) for (const name of store.names('')) store.drop(name);
    // Where nothing may be stored without consent, a refusal is not stored either: it stays open.
    if (given || !required) store.set('consent', given ? '1' : '0');
    onDecided(given);
  };
  listen<StorageEvent>(window, 'storage', ({ key, newValue }) => {
    if (key === store.keyOf('consent')) decide(newValue === '1');
  });
  return { given: () => given, decide };
}
