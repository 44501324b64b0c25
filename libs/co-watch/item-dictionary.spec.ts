import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeItems, ItemDictionary } from './item-dictionary.js';

function dictionaryOf(items: readonly string[]): ItemDictionary {
  const [bytes, offsets, slots] = encodeItems(items).map(([, array]) => array);
  return new ItemDictionary(bytes as Uint8Array, offsets as Uint32Array, slots as Uint32Array);
}

const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });

describe('ItemDictionary', () => {
  it('finds every name where it was put, and no other', () => {
    fc.assert(
      fc.property(fc.uniqueArray(names, { maxLength: 200 }), fc.array(names), (items, others) => {
        const dictionary = dictionaryOf(items);
        items.forEach((item, index) => {
          expect(dictionary.indexOf(item)).toBe(index);
          expect(dictionary.itemAt(index)).toBe(item);
        });
        for (const other of others) expect(dictionary.indexOf(other)).toBe(items.indexOf(other));
      }),
    );
  });

  it('knows nothing when empty', () => {
    expect(dictionaryOf([]).indexOf('anything')).toBe(-1);
  });

  it('does not mistake an overlong name for the one it begins with', () => {
    const long = 'x'.repeat(256);
    const dictionary = dictionaryOf([long, 'é'.repeat(128)]);
    expect(dictionary.indexOf(long)).toBe(0);
    expect(dictionary.indexOf('é'.repeat(128))).toBe(1);
    expect(dictionary.indexOf(`${long}x`)).toBe(-1);
    expect(dictionary.indexOf(long.slice(1))).toBe(-1);
  });
});
