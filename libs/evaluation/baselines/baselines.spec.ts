import { describe, expect, it } from 'vitest';
import type { Interaction } from '#libs/session';
import { measuresOf } from '../measures.js';
import { LIST_MAX, type Ranker } from '../ranker.js';
import { indexSessions, type TrainingSession } from '../training-sessions.js';
import { walksOf } from '../walks.fixture.js';
import { BASELINES } from './baselines.js';

/** HR at 5, 10 and 20 and MRR at 20 of an independent implementation on the walks, to four digits. */
const RECORDED: Readonly<Record<string, readonly [number, number, number, number]>> = {
  popular: [0.1572, 0.276, 0.4514, 0.1007],
  's-pop': [0.3756, 0.4751, 0.6199, 0.2674],
  ar: [0.5713, 0.793, 0.8518, 0.3469],
  sr: [0.7443, 0.7828, 0.8484, 0.4024],
  's-knn': [0.4581, 0.6923, 0.8665, 0.2996],
  vstan: [0.5396, 0.8133, 0.8756, 0.3444],
};

function visitsOf(items: readonly string[]): Interaction[] {
  return items.map((item) => ({ item, type: 'view', progress: 0, atSeconds: 0 }));
}

function ranksOf(ranker: Ranker, sessions: readonly TrainingSession[]): number[] {
  return sessions.flatMap(({ items }) =>
    items.slice(1).map((next, at) => {
      const session = visitsOf(items.slice(0, at + 1));
      return ranker.rank({ session, limit: LIST_MAX, without: null }).indexOf(next) + 1;
    }),
  );
}

function fitted(name: string, sessions: readonly TrainingSession[]): Ranker {
  const baseline = BASELINES.find((other) => other.name === name);
  if (!baseline) throw new Error(`No baseline is called ${name}`);
  return baseline.fit(indexSessions(sessions));
}

function rank(
  name: string,
  sessions: readonly string[],
  session: string,
  without: string | null = null,
): string {
  const training = sessions.map((items, at) => ({ items: items.split(''), endedAtSeconds: at }));
  const request = { session: visitsOf(session.split('')), limit: 5, without };
  return fitted(name, training).rank(request).join('');
}

describe('baselines', () => {
  it.each(BASELINES.map(({ name }) => name))('%s scores as an independent implementation does', (name) => {
    const ranker = fitted(name, walksOf(1, 2500, 0));
    const { hr5, hr10, hr20, mrr20 } = measuresOf(ranksOf(ranker, walksOf(2, 150, 2500)));
    const digits = [hr5, hr10, hr20, mrr20].map((share) => Math.round(share * 10_000) / 10_000);
    expect(digits).toEqual(RECORDED[name]);
  });

  it.each(BASELINES)('$name leaves out what must not be shown, and is no shorter for it', ({ fit }) => {
    const ranker = fit(indexSessions(walksOf(1, 2500, 0)));
    const session = visitsOf(['film-3', 'film-4', 'film-3']);
    const all = ranker.rank({ session, limit: LIST_MAX, without: null });
    const some = ranker.rank({ session, limit: LIST_MAX, without: 'film-3' });
    expect(all).toHaveLength(LIST_MAX);
    expect(all).toContain('film-3');
    expect(some.slice(0, LIST_MAX - 1)).toEqual(all.filter((item) => item !== 'film-3'));
    expect(some).toHaveLength(LIST_MAX);
  });

  it.each(BASELINES)('$name answers the same however often it is asked', ({ fit }) => {
    const ranker = fit(indexSessions(walksOf(1, 300, 0)));
    const ask = (item: string): readonly string[] =>
      ranker.rank({ session: visitsOf(['film-9', item]), limit: LIST_MAX, without: null });
    const first = ask('film-1');
    ask('film-2');
    expect(ask('film-1')).toEqual(first);
  });

  it.each(BASELINES)(
    '$name stays calm without training, and with items that it never saw',
    ({ name, fit }) => {
      const own = name === 's-pop' ? ['new'] : [];
      for (const sessions of [[], [{ items: ['a'], endedAtSeconds: 0 }]]) {
        const list = fit(indexSessions(sessions)).rank({
          session: visitsOf(['new']),
          limit: 5,
          without: null,
        });
        expect(list.filter((item) => item !== 'a')).toEqual(own);
      }
    },
  );

  it('counts pairs whatever their order, and an item beside itself where it comes again', () => {
    expect(rank('ar', ['ba', 'ac', 'ca', 'aa'], 'a')).toBe('acb');
    expect(rank('ar', ['ba', 'ac', 'ca'], 'a')).toBe('cb');
  });

  it('lets what followed sooner count more', () => {
    expect(rank('sr', ['axb', 'axb', 'axb', 'ab', 'ba'], 'a')).toBe('xb');
  });

  it('lets similar sessions speak, the newer of equals first', () => {
    expect(rank('s-knn', ['abx', 'aby', 'acz'], 'ab')).toBe('abxyc');
    expect(rank('vstan', ['abx', 'aby'], 'ab')).toBe('yxba');
  });
});
