import type { BeaconEvent } from './api.js';

/** What was done, before it is known in which session. */
export type Deed = Pick<BeaconEvent, 'type'> & {
  readonly [Field in Exclude<keyof BeaconEvent, 'type' | 'id' | 'session' | 'visitor' | 'user'>]?:
    BeaconEvent[Field] | undefined;
};

/** Types of deeds that change what is recommended, where they name an item. */
export const INTERACTIONS = /^(view|watch|cart|purchase)$/;

/** What `freshet(word, item, details)` means. */
export const deedOfCall = (word: string, item: unknown, details: unknown): Deed =>
  ({
    ...(details as object),
    ...(INTERACTIONS.test(word) ? { type: word } : { type: 'custom', name: word }),
    item: (item as number | null | undefined)?.toString(),
  }) as Deed;
