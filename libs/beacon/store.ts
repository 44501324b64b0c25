import { safely } from './guest.js';

/**
 * Small texts by key: localStorage, which can be used as an object is, and from the moment it refuses a copy of it in this page's
 * memory.
 */
let area: Record<string, string> | undefined;

/** Global Privacy Control: nothing is stored, and nobody known. */
export const isAnonymous = (): boolean | undefined =>
  (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;

/** Where a page has none of it, it is null, or asking throws. */
export const openStore = (): Record<string, string> =>
  (area ??= safely(() => !isAnonymous() && localStorage) || {});

export const read = (key: string): string | undefined => openStore()[key];

/** @returns the value */
export const write = (key: string, value: string): string => {
  try {
    openStore()[key] = value;
  } catch {
    area = { ...area, [key]: value };
  }
  return value;
};

export const drop = (key: string): unknown => delete openStore()[key];

/** @returns keys that begin so, in order */
export const keysFrom = (start: string): string[] =>
  Object.keys(openStore())
    .filter((key) => key.startsWith(start))
    .sort();
