import { describe, expect, it } from 'vitest';
import { LENGTH_GROUPS, MEASURES, type Measure } from '#libs/evaluation';
import type { Evaluation, MethodScores } from '../../../apps/co-watch/index.js';
import { evaluationPage } from './evaluation-page.js';

const MADE_AT = new Date(Date.UTC(2026, 10, 23, 12, 30));

function each<T>(value: T): Record<Measure, T> {
  return Object.fromEntries(MEASURES.map((name) => [name, value])) as Record<Measure, T>;
}

function scoresOf(name: string, share: number): MethodScores {
  return {
    name,
    does: 'guesses & <hopes>',
    measures: each(share),
    intervals: each({ low: share - 0.05, high: share + 0.05 }),
    spread: { coverage: { 5: 0.1, 10: 0.2, 20: 0.3 }, popular: { 5: 0.9, 10: 0.8, 20: 0.7 } },
    byLength: LENGTH_GROUPS.map((group) => ({ ...group, cases: 10, hr20: share, mrr20: share / 2 })),
    rankCounts: Array.from({ length: 21 }, () => 4),
    microsP50: 30,
    microsP99: 90,
  };
}

function evaluationOf(fields: Partial<Evaluation> = {}): Evaluation {
  const baseline = (
    name: string,
    share: number,
    low: number,
    high: number,
  ): Evaluation['baselines'][number] => ({
    ...scoresOf(name, share),
    advantage: each({ mean: (low + high) / 2, low, high }),
  });
  return {
    hr20: 0.5,
    mrr20: 0.25,
    cases: 84,
    sessions: 20,
    returns: 0.2,
    popular: 0.1,
    unknown: 0.05,
    microsP50: 30,
    microsP99: 90,
    buildSeconds: 1.5,
    peakMemoryBytes: 300_000_000,
    tableBytes: 1_000_000,
    bytesPerItem: 1000,
    trainEvents: 9000,
    items: 1000,
    neighbours: 5000,
    protocol: 'literature',
    source: { train: '/home/someone/train.csv', test: '/home/someone/test.csv' },
    learning: {} as Evaluation['learning'],
    bootstrap: { seed: 1, resamples: 1000 },
    popularItems: 20,
    ours: scoresOf('freshet', 0.5),
    baselines: [baseline('popular', 0.1, 0.3, 0.5), baseline('vstan', 0.49, -0.01, 0.03)],
    parts: [baseline('first score', 0.499, 0, 0.002)],
    notes: [],
    ...fields,
  };
}

describe('the evaluation page', () => {
  it('needs nothing beside itself: no script, no file, no address', async () => {
    const page = await evaluationPage(evaluationOf(), MADE_AT);
    expect(page).not.toMatch(/<script|<link|<img|\bsrc=|\bhref=|url\(|@import/);
    expect(page.match(/https?:\/\/[^"\s)]+/g) ?? []).toEqual([]);
    expect(page).toContain('2026-11-23 12:30 UTC');
  });

  it('draws every method, and says in words what personalising is worth', async () => {
    const page = await evaluationPage(evaluationOf(), MADE_AT);
    expect(page.match(/<svg/g)).toHaveLength(8);
    for (const name of ['freshet', 'first score', 'popular', 'vstan'])
      expect(page).toContain(`>${name}</text>`);
    expect(page).toContain('The next item was among the first 20 in 50.0');
    expect(page).toContain('These sessions cannot tell it from vstan');
    expect(page).toContain('That is 40.0 points more than popular reaches');
  });

  it('shows names as they stand, and of files no more than their names', async () => {
    const page = await evaluationPage(evaluationOf({ notes: ['mind <this>'] }), MADE_AT);
    expect(page).toContain('guesses &amp; &lt;hopes&gt;');
    expect(page).toContain('mind &lt;this&gt;');
    expect(page).toContain('Learned from train.csv, tried on test.csv');
    expect(page).not.toContain('/home/someone');
  });

  it('is whole without baselines, and without cases', async () => {
    const alone = await evaluationPage(evaluationOf({ baselines: [], parts: [] }), MADE_AT);
    expect(alone.match(/<svg/g)).toHaveLength(6);
    const nothing = { ...scoresOf('freshet', 0), intervals: null, rankCounts: [] };
    const empty = await evaluationPage(
      evaluationOf({ cases: 0, ours: nothing, baselines: [], parts: [] }),
      MADE_AT,
    );
    expect(empty).toContain('There was nothing to predict.');
    for (const page of [alone, empty]) expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });
});
