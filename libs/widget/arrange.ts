/** What the keyboard can reach in a card. */
const FOCUSABLE = 'a[href],button,input,[tabindex]';

/**
 * Makes the cards all that stands after the template. Cards that keep their place are not touched. The one that has the focus is never
 * taken out of the document, since that would lose the focus; if it leaves, its place in the list gets the focus. Cards that
 * change their place are taken out and put in, not pushed along: the page then draws them anew and counts no layout shift.
 */
export function arrange(template: Element, cards: readonly Element[]): void {
  const before = elementsAfter(template);
  const focusedAt = before.findIndex((element) => element.contains(document.activeElement));
  const focused = before[focusedAt];
  const kept = focused && cards.includes(focused) ? focused : undefined;
  before.forEach((element, index) => {
    if (element !== cards[index] && element !== kept) element.remove();
  });
  let at = template;
  for (const card of cards) {
    if (card === kept) removeBetween(at, card);
    else if (at.nextSibling !== card) at.after(card);
    at = card;
  }
  removeBetween(at);
  if (focused !== kept) focusOn(cards[focusedAt] ?? cards[cards.length - 1]);
}

function elementsAfter(template: Element): readonly Element[] {
  const all = [...(template.parentNode?.children ?? [])];
  return all.slice(all.indexOf(template) + 1);
}

/** Removes what stands between two siblings, or after the first. */
function removeBetween(start: Element, end?: Element): void {
  while (start.nextSibling && start.nextSibling !== end) start.nextSibling.remove();
}

function focusOn(card: Element | undefined): void {
  const target = card?.matches(FOCUSABLE) ? card : card?.querySelector(FOCUSABLE);
  (target as HTMLElement | null | undefined)?.focus({ preventScroll: true });
}
