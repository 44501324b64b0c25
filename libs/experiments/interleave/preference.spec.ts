import { describe, expect, it } from 'vitest';
import { Random } from '#libs/demo';
import { experiment } from '../assign/experiment.fixture.js';
import { unitsNeeded } from '../read-out/units-needed.js';
import { coinOf } from './coin.js';
import { creditOf, preferenceOf, votesOf, type Credit, type Votes } from './preference.js';
import { readPreference } from './read-preference.js';
import { teamDraft } from './team-draft.js';

const SETTING = { alpha: 0.05 };
const CATALOGUE = 24;
const SLATE = 8;
const SLATES_A_SESSION = 2;
/** What a visitor would rather do than click, on the scale of a slate's relevance. */
const ELSEWHERE = 0.5;

interface Ranked {
  readonly item: string;
  readonly relevance: number;
}

/** A visitor who is more or less eager, and who wants one thing at a time: the best of what is seen, or nothing. */
class Visitor {
  private readonly eagerness: number;
  private readonly items: readonly Ranked[];

  constructor(private readonly random: Random) {
    this.eagerness = random.unit();
    this.items = Array.from({ length: CATALOGUE }, (_, at) => ({
      item: `m-${at}`,
      relevance: random.unit() ** 3,
    }));
  }

  /** What a ranker makes of this visitor: the less noise, the better. */
  rankedWith(noise: number): Ranked[] {
    return this.items
      .map((item) => ({ item, score: item.relevance + noise * this.random.normal() }))
      .sort((a, b) => b.score - a.score)
      .slice(0, SLATE)
      .map(({ item }) => item);
  }

  /** Probability that the slate is clicked. Everything is less seen further down. */
  chanceOf(slate: readonly Ranked[]): number {
    const appeal = appealsOf(slate).reduce((sum, one) => sum + one, 0);
    return (this.eagerness * appeal) / (appeal + ELSEWHERE);
  }

  clicksOn(slate: readonly Ranked[]): number[] {
    if (!this.random.chance(this.chanceOf(slate))) return [];
    const appeals = appealsOf(slate);
    let left = this.random.unit() * appeals.reduce((sum, one) => sum + one, 0);
    return [appeals.findIndex((one) => (left -= one) < 0)];
  }
}

function appealsOf(slate: readonly Ranked[]): number[] {
  return slate.map(({ relevance }, position) => relevance ** 2 / (1 + position));
}

function creditOfSession(random: Random, id: string, noises: readonly [number, number]): Credit {
  const visitor = new Visitor(random);
  const sum: [number, number] = [0, 0];
  for (let slate = 0; slate < SLATES_A_SESSION; slate++) {
    const rankings = [visitor.rankedWith(noises[0]), visitor.rankedWith(noises[1])] as const;
    const drafted = teamDraft(rankings, { limit: SLATE, coin: coinOf(`${id}-${slate}`) });
    const clicked = visitor.clicksOn(drafted.map(({ item }) => item));
    const [first, second] = creditOf(
      drafted.map(({ team }) => team),
      clicked,
    );
    sum[0] += first;
    sum[1] += second;
  }
  return sum;
}

function votesIn(sessions: number, seed: number, noises: readonly [number, number]): Votes {
  const random = new Random(seed);
  return votesOf(
    Array.from({ length: sessions }, (_, at) => creditOfSession(random, `s-${seed}-${at}`, noises)),
  );
}

/** Clicks a session that one ranker gets alone: their true mean, and their variance, over many visitors. */
function clicksAlone(noise: number): { mean: number; variance: number } {
  const random = new Random(77);
  const sessions = Array.from({ length: 30_000 }, () => {
    const visitor = new Visitor(random);
    const chances = Array.from({ length: SLATES_A_SESSION }, () =>
      visitor.chanceOf(visitor.rankedWith(noise)),
    );
    const mean = chances.reduce((sum, chance) => sum + chance, 0);
    return { mean, square: mean ** 2 + chances.reduce((sum, chance) => sum + chance * (1 - chance), 0) };
  });
  const mean = sessions.reduce((sum, session) => sum + session.mean, 0) / sessions.length;
  const square = sessions.reduce((sum, session) => sum + session.square, 0) / sessions.length;
  return { mean, variance: square - mean ** 2 };
}

describe('Clicks on an interleaved slate', () => {
  it('are credited to the team of the item, once a position', () => {
    const teams = [0, 1, null, 1] as const;
    expect(creditOf(teams, [1, 1, 3, 2, 0, 9])).toEqual([1, 2]);
    expect(creditOf(teams, [])).toEqual([0, 0]);
  });

  it('make one vote a unit', () => {
    const votes = votesOf([
      [9, 1],
      [0, 1],
      [1, 1],
      [0, 0],
      [0, 3],
    ]);
    expect(votes).toEqual({ first: 1, second: 2, undecided: 2 });
  });
});

describe('A preference', () => {
  it('has the interval of Wilson and the p-value of an even split', () => {
    const preference = preferenceOf({ first: 40, second: 60, undecided: 5 }, SETTING);
    expect(preference).toMatchObject({ decided: 100, share: 0.6 });
    expect(preference?.interval[0]).toBeCloseTo(0.502, 3);
    expect(preference?.interval[1]).toBeCloseTo(0.6906, 4);
    expect(preference?.pValue).toBeCloseTo(0.0455, 4);
  });

  it('is none while nobody has decided', () => {
    expect(preferenceOf({ first: 0, second: 0, undecided: 7 }, SETTING)).toBeNull();
  });

  it('is found between equal rankers in 5 % of tests by one look, and at most that often by looking after every session', () => {
    let [once, ever] = [0, 0];
    for (let test = 0; test < 400; test++) {
      const random = new Random(500 + test);
      const votes = { first: 0, second: 0, undecided: 0 };
      let isWrong = false;
      for (let vote = 0; vote < 400; vote++) {
        votes[random.chance(0.5) ? 'second' : 'first']++;
        const [low, high] = preferenceOf(votes, SETTING)?.sequentialInterval ?? [0, 1];
        isWrong ||= low > 0.5 || high < 0.5;
      }
      if (isWrong) ever++;
      if ((preferenceOf(votes, SETTING)?.pValue ?? 1) < 0.05) once++;
    }
    expect(once / 400).toBeGreaterThan(0.02);
    expect(once / 400).toBeLessThan(0.08);
    expect(ever / 400).toBeLessThanOrEqual(0.05);
  });

  it('is even between two rankers that are as good as each other', () => {
    const votes = votesIn(20_000, 1, [0.2, 0.2]);
    const deviations = (votes.first - votes.second) / Math.sqrt(votes.first + votes.second);
    expect(Math.abs(deviations)).toBeLessThan(3.5);
    expect(votes.first).toBeGreaterThan(1000);
  });
});

describe('Interleaving', () => {
  const noises = [0.3, 0.2] as const;

  it('finds the better ranker with a tenth of the sessions that an A/B test needs', () => {
    const [worse, better] = noises.map(clicksAlone);
    const units = 1e6;
    const { mean, variance } = worse ?? { mean: 0, variance: 0 };
    const baseline = {
      kind: 'mean',
      units,
      sum: units * mean,
      sumSquares: units * (variance + mean ** 2),
    } as const;
    const effect = (better?.mean ?? 0) / mean - 1;
    const { oneLook } = unitsNeeded({ baseline, shares: [0.5, 0.5], effect, setting: SETTING });
    const tests = 40;
    const found = Array.from({ length: tests }, (_, test) => {
      const preference = preferenceOf(votesIn(Math.floor(oneLook / 10), 900 + test, noises), SETTING);
      return preference !== null && preference.share > 0.5 && preference.pValue < 0.05;
    });
    expect(effect).toBeGreaterThan(0.01);
    expect(found.filter(Boolean).length / tests).toBeGreaterThanOrEqual(0.8);
  });
});

describe('The verdict of an interleaved experiment', () => {
  const of = experiment({ kind: 'interleave', variations: [{ key: 'old' }, { key: 'new' }] });
  const decisionOf = (first: number, second: number, days = 10): unknown => {
    const { verdict } = readPreference(of, { first, second, undecided: 0 }, days);
    return [verdict.decision, verdict.variation];
  };

  it('keeps the second, stays with the first, or finds neither better', () => {
    expect(decisionOf(1000, 1400)).toEqual(['keep', 'new']);
    expect(decisionOf(1400, 1000)).toEqual(['stop', null]);
    expect(decisionOf(20_000, 20_000)).toEqual(['stop', null]);
    expect(readPreference(of, { first: 1000, second: 1400, undecided: 9 }, 10).verdict.sentence).toMatch(
      /^Keep new: 58 % of 2400 votes are for new, 5\d % to 6\d % with all doubt\.$/,
    );
  });

  it('waits, and says how long', () => {
    expect(readPreference(of, { first: 400, second: 420, undecided: 0 }, 10).verdict).toMatchObject({
      decision: 'wait',
      moreDays: expect.any(Number) as number,
    });
    expect(readPreference(of, { first: 4, second: 2, undecided: 0 }, 10).verdict.moreDays).toBeNull();
    expect(decisionOf(0, 0)).toEqual(['wait', null]);
  });
});
