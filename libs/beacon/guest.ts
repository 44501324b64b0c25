/** What keeps the beacon a good guest: whatever fails in here, the page never sees it. */

/** @returns what the work returned, undefined when it failed */
export function safely<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Listens while an event is still on its way down, so that no handler of the page can hide it. */
export function listen<Type extends Event>(
  target: EventTarget,
  types: string,
  handle: (event: Type) => void,
): void {
  for (const type of types.split(' ')) {
    target.addEventListener(type, (event) => safely(() => handle(event as Type)), true);
  }
}

export function later(work: () => unknown, ms: number): number {
  return setTimeout(() => safely(work), ms) as unknown as number;
}

/** Tells the page, and the widget in it. */
export function tell(name: `freshet:${string}`, detail: unknown): void {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

const warnings = new Set<string>();

/** Tells whoever develops the page, once a page for each text. */
export function warn(text: string): void {
  if (!warnings.has(text)) console.warn('freshet:', text);
  warnings.add(text);
}
