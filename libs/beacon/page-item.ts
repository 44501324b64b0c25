import { safely } from './guest.js';

type Thing = Readonly<Record<string, unknown>> | null | undefined;

/**
 * The item of a JSON-LD document: the first Product, Movie or VideoObject at its top, in its `@graph`, or as the main entity of
 * its page. Things further in are about others: the products of a list, the film of a review.
 */
export const itemInLinkedData = (document: unknown): unknown =>
  ([document].flat() as Thing[])
    .map((thing) => {
      if (!thing) return undefined;
      const [identifier] = [thing['identifier']].flat() as Thing[];
      return /\b(Product|Movie|VideoObject)\b/.test(thing['@type'] as string)
        ? (thing['sku'] ?? thing['productID'] ?? identifier?.['value'] ?? identifier ?? thing['@id'])
        : (itemInLinkedData(thing['@graph']) ?? itemInLinkedData(thing['mainEntity']));
    })
    .find(Boolean);

/** The item that the page is about, as far as its markup says by now. */
export const pageItem = (): string | undefined => {
  let item: unknown =
    document.querySelector<HTMLElement>('[data-freshet-item]:not([data-freshet-slate] *)')?.dataset[
      'freshetItem'
    ] || document.querySelector<HTMLMetaElement>('meta[name="freshet:item"]')?.content;
  for (const script of document.querySelectorAll('script[type="application/ld+json"]'))
    item ||= safely(() => itemInLinkedData(JSON.parse(script.textContent)));
  return item ? (item as number).toString() : undefined;
};
