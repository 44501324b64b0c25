import { describe, expect, it } from 'vitest';
import { AnswerPlans } from './answer-plans.js';
import { experiment } from './experiment.fixture.js';

const UNITS = { session: 'session-1', visitor: undefined };
/** Everybody sees the second variation. */
const SECOND = [
  { key: 'control', weight: 0 },
  { key: 'changed', weight: 1 },
] as const;

function changing(key: string, override: object): ReturnType<typeof experiment> {
  return experiment({ key, variations: [SECOND[0], { ...SECOND[1], override }] });
}

describe('The plan of an answer', () => {
  it('names every experiment that the units are in', () => {
    const plans = new AnswerPlans('3f2a', [
      experiment({ key: 'one', variations: [...SECOND] }),
      experiment({ key: 'two', site: 'shop' }),
    ]);
    expect(plans.planFor('demo', UNITS)).toEqual({
      revision: '3f2a',
      names: { one: 'changed' },
      forced: null,
      override: {},
      rivals: null,
    });
  });

  it('is one and the same for whoever is in none', () => {
    const plans = new AnswerPlans('3f2a', [
      experiment({ unit: 'visitor' }),
      experiment({ key: 'draft', status: 'draft' }),
    ]);
    expect(plans.planFor('demo', UNITS)).toBe(plans.planFor('shop', { ...UNITS, session: 'session-2' }));
  });

  it('has the override of its one variation, or those of several laid over each other, each time the same object', () => {
    const one = changing('one', { limit: 3 });
    const both = new AnswerPlans('3f2a', [one, changing('two', { strategy: 'popular' })]);
    expect(new AnswerPlans('3f2a', [one]).planFor('demo', UNITS).override).toBe(one.variations[1]?.override);
    const { override } = both.planFor('demo', UNITS);
    expect(override).toEqual({ limit: 3, strategy: 'popular' });
    expect(both.planFor('demo', { ...UNITS, session: 'session-2' }).override).toBe(override);
  });

  it('says what was forced, of a draft too', () => {
    const plans = new AnswerPlans('3f2a', [experiment({ status: 'draft' })]);
    const force = { experiment: 'a-test', variation: 'changed' };
    expect(plans.canForce('demo', force)).toBe(true);
    expect(plans.canForce('demo', { ...force, variation: 'none' })).toBe(false);
    expect(plans.canForce('shop', force)).toBe(false);
    expect(plans.planFor('demo', UNITS, force)).toMatchObject({
      names: { 'a-test': 'changed' },
      forced: 'a-test',
    });
  });

  it('has two rivals where a slate is shared, each with everything else that applies', () => {
    const shared = experiment({
      key: 'shared',
      kind: 'interleave',
      variations: [{ key: 'old' }, { key: 'new', override: { sources: { next: false } } }],
    });
    const { names, rivals } = new AnswerPlans('3f2a', [shared, changing('short', { limit: 3 })]).planFor(
      'demo',
      UNITS,
    );
    expect(names).toEqual({ shared: 'interleaved', short: 'changed' });
    expect(rivals).toEqual({
      names: ['old', 'new'],
      overrides: [{ limit: 3 }, { limit: 3, sources: { next: false } }],
    });
  });
});
