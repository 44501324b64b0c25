import type { BeaconDomEvents, Freshet } from '../../../libs/beacon/api.js';
import type {} from '../../../libs/widget/api.js';

declare global {
  interface Window {
    freshet?: Freshet;
  }
}

/** @throws Error when the page has no such element: page and script are made together. */
export function byId(id: string): HTMLElement;
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T;
export function byId(id: string, kind: new () => HTMLElement = HTMLElement): HTMLElement {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`The page has no element ${id} of the kind that its script needs`);
}

/** Hears what the beacon tells every page. */
export function hear<Name extends keyof BeaconDomEvents>(
  name: Name,
  handle: (detail: BeaconDomEvents[Name]) => void,
): void {
  document.addEventListener(name, (event) => handle((event as CustomEvent<BeaconDomEvents[Name]>).detail));
}

export function make(name: string, className: string, ...children: (Node | string)[]): HTMLElement {
  const element = document.createElement(name);
  if (className !== '') element.className = className;
  element.append(...children);
  return element;
}
