import type { Deed } from './deed.js';

export const ITEM = '[data-freshet-item]';
const SLATE = '[data-freshet-slate]';
export const SLATE_ITEM = `${SLATE} ${ITEM}`;

/** @returns the slate, the item, and where in the slate it stands, from 0. Throws when the slate is gone. */
export const placeOf = (element: Element): Pick<Deed, 'slate' | 'item' | 'position'> => {
  const slate = element.closest(SLATE) as unknown as HTMLElement;
  return {
    slate: slate.dataset['freshetSlate'],
    item: (element as HTMLElement).dataset['freshetItem'],
    position: [...slate.querySelectorAll(ITEM)].indexOf(element),
  };
};
