import { placeOf, SLATE_ITEM } from './slate-place.js';
import { track } from './tracker.js';

/** The button that opens a menu follows no link. */
const MENU_BUTTON = 2;

/** Tells a click on an item of a slate, by whichever means. */
export const followClick = (event: MouseEvent): void => {
  const element = (event.target as Element).closest(SLATE_ITEM);
  if (element && event.button !== MENU_BUTTON) track({ type: 'click', ...placeOf(element) });
};
