import type { BeaconEvent } from './api.js';

/** What was done, before it is known in which session. */
export type Deed = Pick<BeaconEvent, 'type'> & {
  readonly [Field in Exclude<keyof BeaconEvent, 'type' | 'id' | 'session' | 'visitor' | 'user'>]?:
    BeaconEvent[Field] | undefined;
};

const INTERACTIONS = /^(view|watch|cart|purchase)$/;

/** Whether it changes what is recommended: such a deed is told at once. */
export const isInteraction = ({ type, item }: Deed): unknown => item && INTERACTIONS.test(type);

/** What `freshet(word, item, details)` means. */
export const deedOfCall = (word: string, item: unknown, details: unknown): Deed =>
  ({
    ...(details as object),
    ...(INTERACTIONS.test(word) ? { type: word } : { type: 'custom', name: word }),
    item: item == null ? undefined : (item as number).toString(),
  }) as Deed;
