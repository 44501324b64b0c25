import { writeFile } from 'node:fs/promises';
import { importFile } from '#libs/event-history';
import type { SiteHistory } from './site-events.js';

/** A session of a made-up history. */
export type Walk = readonly string[];

const START_SECONDS = 1_763_000_000;
const ITEMS = 60;

/** Walks over a ring of items with jumps and returns, the same for the same numbers. */
export function walks(count: number, seed: number): Walk[] {
  let state = seed;
  const draw = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, () => {
    const items = [draw(ITEMS)];
    for (let length = 2 + draw(8); length > 0; length--) {
      const newest = items.at(-1) ?? 0;
      items.push(draw(4) > 0 ? (newest + 1 + draw(2)) % ITEMS : (items[draw(items.length)] ?? newest));
    }
    return items.map((item) => `film-${item}`);
  });
}

/** The same items in sessions of the same lengths, dealt anew: nothing goes with anything any more. */
export function shuffled(sessions: readonly Walk[]): Walk[] {
  const items = sessions.flat();
  const dealt = items.map((_, at) => items[(at * 7919 + 13) % items.length] ?? '');
  let from = 0;
  return sessions.map(({ length }) => dealt.slice(from, (from += length)));
}

/** Imports sessions that begin ten minutes apart. @param first number of the first one: later numbers are later sessions. */
export async function importWalks(
  { site, dataFolder }: SiteHistory,
  file: string,
  sessions: readonly Walk[],
  first = 0,
): Promise<void> {
  const rows = sessions.flatMap((items, at) =>
    items.map(
      (item, place) => `walk-${first + at},${item},${START_SECONDS + (first + at) * 600 + place * 20}`,
    ),
  );
  await writeFile(file, ['session,item,timestamp', ...rows, ''].join('\n'));
  await importFile(file, { site, dataFolder });
}
