import type { ItemFacts, ItemsFacts, ItemsLookup } from './api.js';

type Facts = ReadonlyMap<string, ItemFacts | null | undefined>;

/** A catalogue can be large: each of the page's is read once. */
const read = new WeakMap<Element, Facts>();

/** A map has nothing of its own: an item may be called as something that every object has. */
const factsOf = (facts: ItemsFacts | undefined): Facts => new Map(Object.entries(facts ?? {}));

function readScript(script: Element): Facts {
  const facts = read.get(script) ?? factsOf(JSON.parse(script.textContent) as ItemsFacts);
  read.set(script, facts);
  return facts;
}

/**
 * Finds what the page knows of items: by its lookup or else in the JSON on the page.
 * @returns an item's facts, undefined where the page knows nothing of it.
 * @throws what the lookup throws, and SyntaxError where the JSON is none.
 */
export async function findFacts(
  items: readonly string[],
  lookup: ItemsLookup | null | undefined,
): Promise<(item: string) => ItemFacts | null | undefined> {
  const sources = lookup
    ? [items.length > 0 ? factsOf(await lookup(items)) : (new Map() as Facts)]
    : Array.from(document.querySelectorAll('script[data-freshet-items]'), readScript);
  return (item) => sources.find((facts) => facts.has(item))?.get(item);
}
