/** What a visitor can aim at. */
const TARGET = 'a,button,[data-freshet-item]';
/** How long after the pointer has left: a touch's click comes that much later where two taps zoom. */
const LEAVING_MS = 400;
/** A change this soon after a click in the list is the click's own. */
const OWN_CLICK_MS = 1_000;

/** Where the pointer is, as far as the list is concerned. */
const AWAY = 0;
const OVER = 1;
const PRESSED = 2;

/**
 * Runs a change of the list now, or, where that would put another item under the pointer than the one aimed at, when the pointer has
 * left. What follows from a click in the list (`since` the moment of its cause) waits only while the pointer is pressed. A change that
 * waits is replaced by the next.
 */
export type PointerGuard = (change: () => void, since: number) => void;

/** Watches the pointer over an element for as long as the element lives. */
export function guardPointer(element: HTMLElement): PointerGuard {
  let pointer = AWAY;
  let clickedAt = -OWN_CLICK_MS;
  let waiting: (() => void) | undefined;
  /** Where the pointer may be for what waits. */
  let allowed = AWAY;
  let leaving: ReturnType<typeof setTimeout> | undefined;

  function move(to: number): void {
    pointer = to;
    if (pointer > allowed) return;
    waiting?.();
    waiting = undefined;
  }

  function on(types: string, handle: (event: PointerEvent) => void): void {
    for (const type of types.split(' ')) element.addEventListener(`pointer${type}`, handle as EventListener);
  }

  function leave(to: number, afterMs = LEAVING_MS): void {
    clearTimeout(leaving);
    leaving = setTimeout(move, afterMs, to);
  }

  on('move down', ({ target, buttons }) => {
    leave(AWAY);
    if (!(target as Element).closest(TARGET)) return;
    clearTimeout(leaving);
    move(buttons ? PRESSED : OVER);
  });
  // A finger that is lifted leaves as well, and only then does its click come.
  on('up', () => leave(OVER));
  on('leave cancel', () => leave(AWAY));
  element.addEventListener('click', () => {
    clickedAt = performance.now();
    // It aims at nothing more until it moves; but everybody on the page has to see first what was clicked.
    leave(AWAY, 0);
  });
  return (change, since) => {
    waiting = change;
    allowed = since >= clickedAt && since < clickedAt + OWN_CLICK_MS ? OVER : AWAY;
    move(pointer);
  };
}
