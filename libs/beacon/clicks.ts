import type { Deed } from './deed.js';
import { placeOf, SLATE_ITEM } from './slate-place.js';

/** The button that opens a menu follows no link. */
const MENU_BUTTON = 2;

/** The click on an item of a slate, by whichever means; undefined for other clicks. */
export const clickOf = (event: MouseEvent): Deed | undefined => {
  const element = (event.composedPath()[0] as Element).closest(SLATE_ITEM);
  return element && event.button !== MENU_BUTTON ? { type: 'click', ...placeOf(element) } : undefined;
};
