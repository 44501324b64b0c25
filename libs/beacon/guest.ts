/** What keeps the beacon a good guest: whatever fails in here, the page never sees it. */

/** @returns what the work returned, undefined when it failed */
export const safely = <Result>(work: () => Result): Result | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

/** What the document has of a selector, by now. */
export const all = (selector: string): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(selector)];

/** A timer, or none. */
export type Timer = ReturnType<typeof setTimeout> | 0;

export const later = (work: () => unknown, ms: number): Timer => setTimeout(safely, ms, work);

export const pause = (ms: number): Promise<void> => new Promise((go) => later(go, ms));

/** Tells the page, and the widget in it. */
export const tell = (name: `freshet:${string}`, detail: unknown): unknown =>
  safely(() => document.dispatchEvent(new CustomEvent(name, { detail })));

/** Tells whoever develops the page. */
export const warn = (text: unknown): void => console.warn(text);
