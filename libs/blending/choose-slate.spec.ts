import { describe, expect, it } from 'vitest';
import { FIXED_BLEND } from './blend.js';
import { Blender } from './blender.js';
import { chooseSlate, NO_FILTERS, type SlateRequest } from './choose-slate.js';
import { tablesOf, viewsOf } from './tables.fixture.js';

const blender = new Blender(
  tablesOf(
    ['dune', 'alien', 'solaris', 'loner'],
    [
      [0, 1, [3, 0, 0, 3, 0, 2]],
      [1, 2, [2, 0, 0, 2, 0, 1]],
    ],
    { sessions: [4, 3, 2, 1], sessionsCount: 10 },
  ),
  FIXED_BLEND,
);

function requestOf(given: Partial<SlateRequest>): SlateRequest {
  return {
    session: viewsOf(),
    limit: 3,
    filters: NO_FILTERS,
    fixed: ['house pick'],
    hasTime: () => true,
    ...given,
  };
}

const namesOf = (request: Partial<SlateRequest>): string[] =>
  chooseSlate(blender, requestOf(request)).items.map(({ item }) => item);

describe('chooseSlate', () => {
  it('takes the session before the item being viewed', () => {
    const slate = chooseSlate(blender, requestOf({ session: viewsOf('dune'), viewing: 'alien' }));
    expect(slate).toMatchObject({ strategy: 'session', degraded: [] });
    expect(slate.items[0]).toMatchObject({ item: 'alien', because: 'dune' });
  });

  it('takes the item being viewed where the session names nothing that has neighbours', () => {
    const slate = chooseSlate(blender, requestOf({ session: viewsOf('unheard', 'loner'), viewing: 'alien' }));
    expect(slate.strategy).toBe('viewing');
    expect(slate.items[0]).toMatchObject({ item: 'solaris', because: 'alien', source: 'next' });
  });

  it('answers a session of unknown items with those items, then popular ones', () => {
    const slate = chooseSlate(blender, requestOf({ session: viewsOf('unheard') }));
    expect(slate.strategy).toBe('session');
    expect(slate.items.map(({ item }) => item)).toEqual(['unheard', 'dune', 'alien']);
  });

  it('falls to popular for a session nobody has seen', () => {
    const slate = chooseSlate(blender, requestOf({}));
    expect(slate.strategy).toBe('popular');
    expect(slate.items[0]).toEqual({ item: 'dune', score: 0.4, because: null, source: null });
  });

  it('falls to popular where filters leave nothing a session item spoke for', () => {
    const filters = { excluded: new Set(['alien', 'solaris']), seen: true, current: false };
    const slate = chooseSlate(blender, requestOf({ session: viewsOf('dune'), filters }));
    expect(slate).toMatchObject({ strategy: 'popular', items: [{ item: 'loner' }] });
  });

  it('falls to the fixed list without tables, and keeps its order', () => {
    const filters = { ...NO_FILTERS, excluded: new Set(['b']) };
    const slate = chooseSlate(
      null,
      requestOf({ session: viewsOf('dune'), fixed: ['c', 'b', 'a', 'c'], filters }),
    );
    expect(slate).toMatchObject({ strategy: 'fixed', items: [{ item: 'c' }, { item: 'a' }] });
  });

  it('begins where it is told to, and the rungs below still catch', () => {
    const given = { session: viewsOf('dune'), viewing: 'alien' };
    const strategyFrom = (startAt: SlateRequest['startAt'], more: Partial<SlateRequest> = {}): string =>
      chooseSlate(blender, requestOf({ ...given, startAt, ...more })).strategy;
    expect(strategyFrom('session')).toBe('session');
    expect(strategyFrom('viewing')).toBe('viewing');
    expect(strategyFrom('viewing', { viewing: undefined })).toBe('popular');
    expect(strategyFrom('popular')).toBe('popular');
    expect(strategyFrom('fixed')).toBe('fixed');
    expect(namesOf({ ...given, startAt: 'popular' })).toEqual(['dune', 'alien', 'solaris']);
  });

  it('skips the rungs it has no time for and says which', () => {
    const slate = chooseSlate(
      blender,
      requestOf({ session: viewsOf('dune'), viewing: 'alien', hasTime: () => false }),
    );
    expect(slate).toMatchObject({ strategy: 'popular', degraded: ['session', 'viewing'] });
  });

  it('leaves out the trees where time ran out after the first score, and says so', () => {
    const forest = {
      roots: Uint32Array.of(0),
      features: Uint8Array.of(0),
      values: Float32Array.of(7),
      lefts: Uint32Array.of(0),
    };
    const wooded = new Blender({ ...blender.tables, forest }, FIXED_BLEND);
    const session = viewsOf('dune');
    let looks = 0;
    const slate = chooseSlate(wooded, requestOf({ session, hasTime: () => ++looks === 1 }));
    expect(slate).toEqual({ ...chooseSlate(blender, requestOf({ session })), degraded: ['trees'] });
    expect(chooseSlate(wooded, requestOf({ session })).items.map(({ score }) => score)).toEqual([7, 7, 7]);
  });

  it('filters what the site asks for, and nothing else', () => {
    const session = viewsOf('alien', 'dune');
    expect(namesOf({ session, limit: 9 })).toHaveLength(4);
    expect(namesOf({ session, limit: 9, filters: { ...NO_FILTERS, current: true } })).not.toContain('dune');
    expect(namesOf({ session, filters: { ...NO_FILTERS, seen: true } })).toEqual(['solaris', 'loner']);
    const viewing = { session, viewing: 'solaris', filters: { ...NO_FILTERS, current: true }, limit: 9 };
    expect(namesOf(viewing).sort()).toEqual(['alien', 'dune', 'loner']);
  });
});
