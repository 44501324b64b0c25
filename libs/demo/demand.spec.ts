import { describe, expect, it } from 'vitest';
import { generateCatalogue } from './catalogue.js';
import { demandOf } from './demand.js';
import { generateVisits } from './visits.js';

describe('demandOf', () => {
  it('ranks the films as the visits of the same seed do', () => {
    const catalogue = generateCatalogue(11, 400);
    const demand = demandOf(catalogue, 11);
    const counts = new Map(catalogue.map(({ item }) => [item, 0]));
    const options = { seed: 11, endMs: 1_763_900_000_000, sessions: 4000 };
    for (const { item, type } of generateVisits(catalogue, options)) {
      if (type === 'view') counts.set(item, (counts.get(item) ?? 0) + 1);
    }
    const asked = [...demand].sort((a, b) => b[1] - a[1]).map(([item]) => item);
    const viewsOf = (items: readonly string[]): number =>
      items.reduce((sum, item) => sum + (counts.get(item) ?? 0), 0);
    expect(viewsOf(asked.slice(0, 40))).toBeGreaterThan(3 * viewsOf(asked.slice(-40)));
    expect(Math.max(...demand.values())).toBe(1);
  });
});
