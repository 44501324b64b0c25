import { safely } from './guest.js';

/** Small texts by name, kept on the device as far as it lets us. No call throws. */
export interface Store {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  drop(name: string): void;
  /** In order of name. */
  names(start: string): string[];
  /** What it is called on the device. */
  keyOf(name: string): string;
  /** Whether this page wrote it. */
  isOwn(name: string): boolean;
}

/**
 * localStorage, where it is full or refused sessionStorage, and always this page's memory, which is all there is where both
 * refuse. Reading asks the device first: another tab may have written since.
 */
export function openStore(prefix: string, memoryOnly: boolean): Store {
  const memory = new Map<string, string>();
  const areas = memoryOnly ? [] : (['localStorage', 'sessionStorage'] as const);
  /** The first result that is one. */
  const inAreas = <Result>(use: (area: Storage) => Result): Result | undefined => {
    for (const area of areas) {
      const result = safely(() => use(window[area]));
      if (result != undefined) return result;
    }
    return undefined;
  };
  return {
    get: (name) => inAreas((area) => area.getItem(prefix + name)) ?? memory.get(name),
    set: (name, value) => {
      memory.set(name, value);
      inAreas((area) => {
        try {
          area.setItem(prefix + name, value);
          return true;
        } catch {
          // What could not be replaced must not be read again as if it were news.
          area.removeItem(prefix + name);
          return undefined;
        }
      });
    },
    drop: (name) => {
      memory.delete(name);
      inAreas((area) => area.removeItem(prefix + name));
    },
    names: (start) => {
      const found = new Set(memory.keys());
      inAreas((area) => {
        for (const key of Object.keys(area)) if (key.startsWith(prefix)) found.add(key.slice(prefix.length));
      });
      return [...found].filter((name) => name.startsWith(start)).sort();
    },
    keyOf: (name) => prefix + name,
    isOwn: (name) => memory.has(name),
  };
}
