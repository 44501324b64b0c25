import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { TrainingSession } from './training-sessions.js';

const ITEMS = 60;
const START_SECONDS = 1_763_000_000;
/** Sessions end two at a time: four months in all. */
const PAIR_SECONDS = 7200;

/**
 * Made-up sessions, the same for ever: walks over a ring of items with jumps, returns and repeats, two hours apart, always
 * two ending in the same second.
 */
export function walksOf(seed: number, count: number, fromSession: number): TrainingSession[] {
  const generator = xoroshiro128plus(seed);
  const draw = (below: number): number => Math.floor(uniformFloat64(generator) * below);
  return Array.from({ length: count }, (_, at) => {
    const items = [draw(ITEMS)];
    for (let length = 2 + draw(9); length > 0; length--) items.push(step(items, draw));
    const endedAtSeconds = START_SECONDS + Math.floor((fromSession + at) / 2) * PAIR_SECONDS;
    return { items: items.map((item) => `film-${item}`), endedAtSeconds };
  });
}

function step(items: readonly number[], draw: (below: number) => number): number {
  const [newest = 0, chance] = [items.at(-1), draw(10)];
  if (chance < 5) return (newest + 1 + draw(3)) % ITEMS;
  if (chance < 7) return items[draw(items.length)] ?? newest;
  if (chance < 8) return newest;
  // Squared, so that few items are popular.
  return Math.floor(draw(ITEMS) ** 2 / ITEMS);
}
