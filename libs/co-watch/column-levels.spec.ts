import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMNS, LEVELS, sumAt, type Column } from '#libs/blending';
import { levelColumns } from './column-levels.js';

function columnsOf(values: readonly number[]): Record<Column, Float32Array> {
  return Object.fromEntries(COLUMNS.map((name) => [name, Float32Array.from(values)])) as Record<
    Column,
    Float32Array
  >;
}

/** What the levels make of each value, in the last column. */
function levelled(values: readonly number[]): number[] {
  const tables = levelColumns(columnsOf(values));
  return values.map((_, entry) => sumAt(tables, entry, COLUMNS.length - 1));
}

describe('levelColumns', () => {
  it('keeps values as they are where a byte can name them all', () => {
    const counts = Array.from({ length: LEVELS }, (_, at) => (at * 7) % LEVELS);
    expect(levelled(counts)).toEqual(counts);
  });

  it('puts small and large values into levels of one relative width, in their order', () => {
    const values = Array.from({ length: 20_000 }, (_, at) => Math.fround(0.014 * 1.0005 ** at));
    const levels = levelled(values);
    const width = ((values.at(-1) ?? 0) / (values[0] ?? 1)) ** (1 / (LEVELS - 1));
    for (const [at, value] of values.entries()) {
      expect(Math.abs((levels[at] ?? 0) / value - 1)).toBeLessThan((width - 1) / 2 + 0.003);
      expect(levels[at]).toBeGreaterThanOrEqual(levels[at - 1] ?? 0);
    }
    expect(new Set(levels).size).toBeGreaterThan(LEVELS / 2);
  });

  it('takes 0 for 0 and nothing else, whatever else there is', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc
            .oneof(fc.constant(0), fc.float({ min: Math.fround(1e-6), noNaN: true, noDefaultInfinity: true }))
            .map(Math.abs),
        ),
        (values) => {
          const levels = levelled(values);
          values.forEach((value, at) => expect((levels[at] ?? 0) === 0).toBe(value === 0));
        },
      ),
    );
  });
});
