import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '#libs/demo';
import { coinOf } from './coin.js';
import { teamDraft, type Drafted, type DraftRules } from './team-draft.js';

const LETTERS = Array.from('abcdefghijkl');

interface Named {
  readonly item: string;
}

function ranking(names: string): Named[] {
  return Array.from(names, (item) => ({ item }));
}

function draft(first: string, second: string, rules: Partial<DraftRules<Named>> = {}): Drafted<Named>[] {
  return teamDraft([ranking(first), ranking(second)], { limit: 10, coin: () => false, ...rules });
}

/** `a0 b1 c-`: items with their teams. */
function shown(drafted: readonly Drafted<Named>[]): string {
  return drafted.map(({ item: { item }, team }) => `${item}${team ?? '-'}`).join(' ');
}

/** Coins that fall as told, over and over. */
function coins(...tosses: boolean[]): () => boolean {
  let at = 0;
  return () => tosses[at++ % tosses.length] ?? false;
}

const orders = fc.shuffledSubarray(LETTERS).map((names) => names.join(''));

describe('A slate of two rankings', () => {
  it('has in each round the best item of each that is not there yet, the coin saying who is first', () => {
    expect(shown(draft('abcd', 'dxya', { coin: coins(false, true), limit: 6 }))).toBe('a0 d1 x1 b0 c0 y1');
    expect(shown(draft('abcd', 'dxya', { coin: coins(true), limit: 5 }))).toBe('d1 a0 x1 b0 y1');
  });

  it('gives an item that both would show there to nobody', () => {
    expect(shown(draft('abxc', 'abyc', { limit: 5 }))).toBe('a- b- x0 y1 c-');
    expect(shown(draft('abc', 'abc'))).toBe('a- b- c-');
  });

  it('gives the rest of a longer ranking to nobody, and a round that could not be finished', () => {
    expect(shown(draft('a', 'xyz'))).toBe('a0 x1 y- z-');
    expect(shown(draft('', 'xy'))).toBe('x- y-');
    expect(shown(draft('', ''))).toBe('');
    expect(shown(draft('ax', 'xyz', { coin: coins(true) }))).toBe('x1 a0 y- z-');
    expect(shown(draft('xa', 'axz', { coin: coins(true) }))).toBe('a1 x0 z-');
  });

  it("holds the site's rules on the slate as a whole", () => {
    const noNeighbours: DraftRules<Named>['permits'] = ({ item }, slate) => {
      const last = slate.at(-1)?.item;
      return last === undefined || Math.abs(last.charCodeAt(0) - item.charCodeAt(0)) !== 1;
    };
    expect(shown(draft('abcd', 'bdac', { permits: noNeighbours, limit: 4 }))).toBe('a0 d1 b-');
  });

  it('has no item twice, is as long as it can be, and holds each ranking in its order', () => {
    fc.assert(
      fc.property(
        orders,
        orders,
        fc.integer({ min: 0, max: 14 }),
        fc.integer(),
        (first, second, limit, seed) => {
          const drafted = draft(first, second, { limit, coin: coinOf(String(seed)) });
          const names = drafted.map(({ item }) => item.item);
          expect(new Set(names).size).toBe(names.length);
          expect(names.length).toBe(Math.min(limit, new Set(first + second).size));
          for (const [team, order] of [first, second].entries()) {
            const own = drafted
              .filter((entry) => entry.team === team)
              .map(({ item }) => order.indexOf(item.item));
            expect(own).toEqual([...own].sort((a, b) => a - b));
          }
        },
      ),
    );
  });

  it('is the same for the same slate id, and mirrored when rankings and coin are', () => {
    fc.assert(
      fc.property(orders, orders, fc.string(), (first, second, seed) => {
        const drafted = shown(draft(first, second, { coin: coinOf(seed) }));
        expect(shown(draft(first, second, { coin: coinOf(seed) }))).toBe(drafted);
        const coin = coinOf(seed);
        const mirrored = draft(second, first, { coin: () => !coin() });
        const swapped = mirrored.map(
          ({ item, team }) => ({ item, team: team === null ? null : team === 0 ? 1 : 0 }) as const,
        );
        expect(shown(swapped)).toBe(drafted);
      }),
    );
  });
});

describe('The draft', () => {
  it('gives both teams the same chance at every position, whatever the rankings', () => {
    const random = new Random(11);
    const byPosition = Array.from({ length: 9 }, (): [number, number] => [0, 0]);
    for (let slate = 0; slate < 20_000; slate++) {
      const length = random.whole(3, 10);
      const first = random.shuffled(LETTERS).slice(0, length).join('');
      const second = random.shuffled(LETTERS).slice(0, random.whole(3, 10)).join('');
      draft(first, second, { coin: coinOf(`slate-${slate}`), limit: 9 }).forEach(({ team }, at) => {
        const counts = byPosition[at];
        if (team !== null && counts) counts[team]++;
      });
    }
    for (const [first, second] of byPosition) {
      const deviations = (first - second) / Math.sqrt(Math.max(1, first + second));
      expect(Math.abs(deviations)).toBeLessThan(4.5);
    }
    expect(byPosition[0]?.[0]).toBeGreaterThan(5000);
  });
});

describe('The coin', () => {
  it('falls evenly on every toss', () => {
    const heads = Array.from({ length: 60 }, () => 0);
    for (let slate = 0; slate < 4000; slate++) {
      const coin = coinOf(`slate-${slate}`);
      heads.forEach((_, toss) => (heads[toss] = (heads[toss] ?? 0) + Number(coin())));
    }
    for (const count of heads) expect(Math.abs(count - 2000) / Math.sqrt(1000)).toBeLessThan(4.5);
  });
});
