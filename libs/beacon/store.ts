import { safely } from './guest.js';

/** localStorage can be used as an object is, so memory is another one. */
type Area = Record<string, string>;

const memory: Area = {};
let areas: Area[];

/**
 * Small texts by key, kept on the device as far as it lets us, and always in this page's memory, which is all there is where
 * localStorage is full or refused. No call throws.
 */
export const openStore = (memoryOnly: boolean | undefined): void => {
  // Where a page has none of it, it is null, or asking throws.
  areas = [safely(() => !memoryOnly && localStorage), memory].filter(Boolean) as Area[];
};

/** Asks the device before the memory: another tab may have written since. */
export const read = (key: string): string | undefined => areas.find((area) => area[key])?.[key];

export const write = (key: string, value: string): void => {
  memory[key] = value;
  areas.some((area) => {
    try {
      return (area[key] = value);
    } catch {
      // What could not be replaced must not be read again as if it were news.
      return !delete area[key];
    }
  });
};

export const drop = (key: string): void => areas.forEach((area) => delete area[key]);

/** @returns keys that begin so, in order */
export const keysFrom = (start: string): string[] =>
  [...new Set(areas.flatMap<string>(Object.keys))].filter((key) => key.startsWith(start)).sort();

/** Whether this page wrote it. */
export const isOwn = (key: string): boolean => key in memory;
