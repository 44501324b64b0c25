import { listen } from './guest.js';
import { placeOf, type SlatePlace } from './slate-place.js';

/** Everything but the button that opens a menu. The keyboard's Enter is a click too. */
const MENU_BUTTON = 2;

/** Clicks on the items of slates, whatever the page does with them. */
export function watchClicks(send: (place: SlatePlace) => void): void {
  listen<MouseEvent>(window, 'click auxclick', (event) => {
    if (event.button === MENU_BUTTON) return;
    const path = event.composedPath() as HTMLElement[];
    const marked = (name: string): HTMLElement | undefined => path.find((node) => node.dataset?.[name]);
    const element = marked('freshetItem');
    const place = element && placeOf(element, marked('freshetSlate') ?? null);
    if (place) send(place);
  });
}
