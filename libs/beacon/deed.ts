import type { BeaconEvent } from './api.js';

/** What was done, before it is known in which session. */
export type Deed = Pick<BeaconEvent, 'type'> & {
  readonly [Field in Exclude<keyof BeaconEvent, 'type' | 'id' | 'session' | 'visitor' | 'user'>]?:
    BeaconEvent[Field] | undefined;
};

/** More than the service takes, so that it says what was wrong, and little enough for a body. */
const CHARS_MAX = 999;
const INTERACTIONS = /^(view|watch|cart|purchase)$/;

/** Whether it changes what is recommended: such a deed is told at once. */
export function isInteraction({ type, item }: Deed): boolean {
  return item !== undefined && INTERACTIONS.test(type);
}

const textOf = (value: unknown): string | undefined =>
  value == undefined ? undefined : String(value).slice(0, CHARS_MAX);
const numberOf = (value: unknown): number | undefined => (value == undefined ? undefined : Number(value));

/** What `freshet(word, item, details)` means. What it does not know stays behind, so that no page can spoil a whole batch. */
export function deedOfCall(word: string, item: unknown, details: unknown): Deed {
  const { value, quantity, progress, slate, position } = (details ?? {}) as Record<string, unknown>;
  return {
    ...(INTERACTIONS.test(word) ? { type: word as Deed['type'] } : { type: 'custom', name: textOf(word) }),
    item: textOf(item),
    value: numberOf(value),
    quantity: numberOf(quantity),
    progress: numberOf(progress),
    slate: textOf(slate),
    position: numberOf(position),
  };
}
