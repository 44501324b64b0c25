import type { Film } from './catalogue.js';
import { popularityOf } from './film-space.js';
import { Random } from './random.js';
import { VISITS_STREAM } from './visits.js';

/**
 * How much each film is asked for, relative to the most popular one at 1: what the visits of the same seed are drawn from, so it is
 * true of the demo's history without counting it.
 * @returns by item.
 */
export function demandOf(catalogue: readonly Film[], seed: number): ReadonlyMap<string, number> {
  const popularity = popularityOf(catalogue, new Random(seed, VISITS_STREAM));
  return new Map(catalogue.map(({ item }, index) => [item, popularity[index] ?? 0]));
}
