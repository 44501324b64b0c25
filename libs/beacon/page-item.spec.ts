import { describe, expect, it } from 'vitest';
import { itemInLinkedData } from './page-item.js';

describe('The item of linked data', () => {
  it.each([
    ['the sku of a product', { '@type': 'Product', sku: 'a-1', '@id': 'c' }, 'a-1'],
    ['the @id of a product without both', { '@type': 'Product', '@id': '#p' }, '#p'],
    ['the identifier of a film', { '@type': 'Movie', identifier: 'm-1', '@id': 'x' }, 'm-1'],
    ['the value of an identifier that is a property', { '@type': 'Movie', identifier: { value: 7 } }, 7],
    ['one of several types', { '@type': ['Thing', 'Movie'], identifier: 'm-1' }, 'm-1'],
    ['a thing of a list', [{ '@type': 'BreadcrumbList' }, { '@type': 'Product', sku: 'a-1' }], 'a-1'],
    ['a thing of a graph', { '@graph': [null, { '@type': 'Movie', '@id': 'm-1' }] }, 'm-1'],
  ])('is %s', (_, document, item) => {
    expect(itemInLinkedData(document)).toBe(item);
  });

  it.each([
    ['a list of products', { '@type': 'ItemList', itemListElement: [{ '@type': 'Product', sku: 'a-1' }] }],
    ['a product group', { '@type': 'ProductGroup', productGroupID: 'g' }],
    ['a review of a film', { '@type': 'Review', itemReviewed: { '@type': 'Movie', '@id': 'm-1' } }],
    ['nothing', null],
    ['a text', 'Movie'],
  ])('is not found in %s', (_, document) => {
    expect(itemInLinkedData(document)).toBeUndefined();
  });
});
