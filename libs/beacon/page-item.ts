import { safely } from './guest.js';

type Node = Readonly<Record<string, unknown>>;

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
const textOf = (value: unknown): string | undefined =>
  typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : undefined;

/** The name of one thing in linked data: what its type is known by, else its `@id`. */
function nameOf(thing: Node): string | undefined {
  const types = listOf(thing['@type']);
  if (types.includes('Product'))
    return textOf(thing['sku']) ?? textOf(thing['productID']) ?? textOf(thing['@id']);
  if (!types.includes('Movie') && !types.includes('VideoObject')) return undefined;
  const [identifier] = listOf(thing['identifier']);
  return textOf((identifier as Node | undefined)?.['value'] ?? identifier) ?? textOf(thing['@id']);
}

/**
 * The item of a JSON-LD document: the first Product, Movie or VideoObject at its top, in its `@graph`, or as the main entity of
 * its page. Things further in are about others: the products of a list, the film of a review.
 */
export function itemInLinkedData(document: unknown): string | undefined {
  for (const thing of listOf(document) as (Node | null)[]) {
    const found =
      thing &&
      (nameOf(thing) ??
        itemInLinkedData(thing['@graph'] ?? []) ??
        itemInLinkedData(thing['mainEntity'] ?? []));
    if (found) return found;
  }
  return undefined;
}

/** The item that the page is about, as far as its markup says by now. */
export function pageItem(): string | undefined {
  for (const marked of document.querySelectorAll<HTMLElement>('[data-freshet-item]')) {
    if (marked.closest('[data-freshet-slate]') === null) return marked.dataset['freshetItem'];
  }
  const meta = document.querySelector<HTMLMetaElement>('meta[name="freshet:item"]')?.content;
  if (meta) return meta;
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    const item = safely(() => itemInLinkedData(JSON.parse(script.textContent)));
    if (item !== undefined) return item;
  }
  return undefined;
}
