import type { ItemsLookup } from './api.js';
import { fillTemplate } from './fill-template.js';
import { findFacts } from './find-facts.js';
import { warnOnce } from './warn-once.js';

/** Cards by item, in the order in which they are shown. */
export type Cards = ReadonlyMap<string, Element>;

/**
 * The cards of items: those that are shown already, and new ones where the page knows enough of an item to fill the template with.
 * @throws what the lookup throws.
 */
export async function makeCards(
  items: readonly string[],
  shown: Cards,
  template: HTMLTemplateElement,
  lookup: ItemsLookup | null | undefined,
): Promise<Cards> {
  const factsOf = await findFacts(
    items.filter((item) => !shown.has(item)),
    lookup,
  );
  const cards = new Map<string, Element>();
  for (const item of items) {
    const card = shown.get(item) ?? fillTemplate(template, factsOf(item));
    card?.setAttribute('data-freshet-item', item);
    if (card) cards.set(item, card);
    else warnOnce('nothing to show of', item);
  }
  return cards;
}
