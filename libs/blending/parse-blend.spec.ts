import { describe, expect, it } from 'vitest';
import { FIXED_BLEND } from './blend.js';
import { parseBlend } from './parse-blend.js';

const copy = (): Record<string, unknown> =>
  JSON.parse(JSON.stringify(FIXED_BLEND)) as Record<string, unknown>;
const weightsOf = (blend: Record<string, unknown>): Record<string, unknown> =>
  (blend['byLength'] as { weights: Record<string, unknown> }[])[0]?.weights ?? {};

describe('parseBlend', () => {
  it('takes back what was written', () => {
    expect(parseBlend(copy())).toEqual(FIXED_BLEND);
  });

  it.each([
    ['a weight below zero', (blend) => (blend['shrinkage'] = -1)],
    ['a weight that JSON made null', (blend) => (weightsOf(blend)['again'] = { newest: null })],
    ['an epsilon of zero', (blend) => (weightsOf(blend)['epsilon'] = 0)],
    ['a column it does not know', (blend) => (weightsOf(blend)['terms'] = [{ column: 'zz' }])],
    [
      'lengths that do not end open',
      (blend) => (blend['byLength'] = [{ upTo: 3, weights: weightsOf(blend) }]),
    ],
    ['no lengths', (blend) => (blend['byLength'] = [])],
  ] satisfies [string, (blend: Record<string, unknown>) => unknown][])('refuses %s', (_, spoil) => {
    const blend = copy();
    spoil(blend);
    expect(() => parseBlend(blend)).toThrow(/^The blend can't be used: /);
  });
});
