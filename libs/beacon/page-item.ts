import { all, safely } from './guest.js';

type Thing = Readonly<Record<string, unknown>>;

/**
 * The item of a JSON-LD document: the first Product, Movie or VideoObject at its top or in its `@graph`. Things further in are about others: the products of a list, the film of a review.
 */
export const itemInLinkedData = (document: unknown): unknown =>
  ([document].flat() as Thing[])
    .map((thing) =>
      /\b(Product|Movie|VideoObject)\b/.test((thing as Thing | null)?.['@type'] as string)
        ? (thing['sku'] ??
          (thing['identifier'] as Thing | undefined)?.['value'] ??
          thing['identifier'] ??
          thing['@id'])
        : (thing as Thing | null)?.['@graph'] && itemInLinkedData(thing['@graph']),
    )
    .find(Boolean);

/** The item that the page is about, as far as its markup says by now. */
export const pageItem = (): string | undefined =>
  all('[data-freshet-item]:not([data-freshet-slate] *)')[0]?.dataset['freshetItem'] ||
  (all('[name="freshet:item"]')[0] as HTMLMetaElement | undefined)?.content ||
  all('[type$="ld+json"]')
    .map((script) => safely(() => itemInLinkedData(JSON.parse(script.textContent)) as number | undefined))
    .find(Boolean)
    ?.toString();
