import { safely } from './guest.js';

/**
 * Small texts by key: localStorage, which can be used as an object is, and from the moment it refuses a copy of it in this page's
 * memory.
 */
let area: Record<string, string>;

export const openStore = (memoryOnly: boolean | undefined): void => {
  // Where a page has none of it, it is null, or asking throws.
  area = safely(() => !memoryOnly && localStorage) || {};
};

export const read = (key: string): string | undefined => area[key];

/** @returns the value */
export const write = (key: string, value: string): string => {
  try {
    area[key] = value;
  } catch {
    area = { ...area, [key]: value };
  }
  return value;
};

export const drop = (key: string): unknown => delete area[key];

/** @returns keys that begin so, in order */
export const keysFrom = (start: string): string[] =>
  Object.keys(area)
    .filter((key) => key.startsWith(start))
    .sort();
