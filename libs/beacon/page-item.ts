import { safely } from './guest.js';

type Thing = Readonly<Record<string, unknown>> | null | undefined;

/**
 * The item of a JSON-LD document: the first Product, Movie or VideoObject at its top or in its `@graph`. Things further in are about others: the products of a list, the film of a review.
 */
export const itemInLinkedData = (document: unknown): unknown =>
  ([document].flat() as Thing[])
    .map((thing) =>
      /\b(Product|Movie|VideoObject)\b/.test(thing?.['@type'] as string)
        ? (thing?.['sku'] ??
          thing?.['productID'] ??
          (thing?.['identifier'] as Thing)?.['value'] ??
          thing?.['identifier'] ??
          thing?.['@id'])
        : thing?.['@graph'] && itemInLinkedData(thing['@graph']),
    )
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
