import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '#libs/demo';
import { parseExperiments, type Experiment } from '#libs/experiments';
import { HistoryUnderTest, MINUTE_MS, NOON_MS } from './history.fixture.js';
import { layOutExposures } from './exposures.js';
import { reportExperiment, type ExperimentReport } from './index.js';
import { metricSumsOf } from './metric-sums.js';

const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

let history: HistoryUnderTest;
beforeEach(async () => {
  history = await HistoryUnderTest.open();
});
afterEach(() => history.remove());

/** A running test of `new` against `control`, with lines of its own. */
function experiment(...lines: string[]): Experiment {
  const text = [
    'experiments:',
    '  - key: a-test',
    '    hypothesis: It matters',
    '    site: demo',
    '    status: running',
    '    variations: [{ key: control }, { key: new }]',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');
  const [only] = parseExperiments(text).experiments;
  if (!only) throw new Error(JSON.stringify(parseExperiments(text).problems));
  return only;
}

async function report(of = experiment(), fromMs = 0): Promise<ExperimentReport> {
  await history.write();
  return reportExperiment(history.db, history.dataFolder, of, fromMs);
}

/** Value of each metric, control and variation. */
function valuesOf({ readOut }: ExperimentReport): Record<string, readonly [number, number]> {
  const readings = readOut?.variations[0]?.readings ?? [];
  return Object.fromEntries(readings.map(({ metric, control, value }) => [metric, [control, value]]));
}

function unitsOf({ readOut }: ExperimentReport): (number | undefined)[] {
  return [readOut?.control.units, readOut?.variations[0]?.units];
}

describe('What a unit did', () => {
  it('is credited to the slate that it names, or to the newest that its session had seen', async () => {
    const first = history.slate('session-1', 'control');
    history.slate('session-1', 'control', { receivedAt: NOON_MS + 5 * MINUTE_MS });
    history.event('session-1', { type: 'click', slate: first, position: 0 });
    history.event('session-1', { type: 'click', slate: first, position: 1, item: 'alien' });
    history.event('session-1', { type: 'watch', progress: 0.25 });
    history.event('session-1', { type: 'watch', progress: 0.75 });
    history.event('session-1', { type: 'watch', item: 'heat', progress: 0.5 });
    history.event('session-1', { type: 'cart', value: 5 });
    history.event('session-1', { type: 'purchase', value: 5 });
    history.event('session-1', { type: 'purchase', value: 7, slate: first });
    history.slate('session-2', 'new');
    history.slate('session-3', 'new');
    expect(valuesOf(await report())).toEqual({
      'click-through': [0.5, 0],
      'session-click-through': [1, 0],
      'cart-adding': [1, 0],
      conversion: [1, 0],
      'value-per-session': [12, 0],
      'watch-time': [1.25, 0],
    });
  });

  it('does not count before the first slate, nor too long after the slate that it is credited to', async () => {
    const slate = history.slate('session-1', 'control');
    history.slate('session-2', 'new');
    history.event('session-1', { type: 'purchase', value: 1, ts: NOON_MS - 1 });
    history.event('session-1', { type: 'purchase', value: 2, ts: NOON_MS + 2 * HOUR_MS });
    history.event('session-1', { type: 'purchase', value: 4, ts: NOON_MS + 2 * HOUR_MS + 1 });
    history.event('session-1', { type: 'click', slate, position: 0, ts: NOON_MS + 3 * HOUR_MS });
    const values = valuesOf(await report(experiment('metrics: { withinHours: 2 }')));
    expect(values['value-per-session']).toEqual([2, 0]);
    expect(values['click-through']).toEqual([0, 0]);
  });

  it('is of a visitor over all sessions where the visitor is the unit', async () => {
    const visitor = 'visitor-1';
    const slate = history.slate('session-1', 'control', { visitor });
    history.slate('session-2', 'control', { visitor });
    history.event('session-1', { type: 'click', slate, position: 0 });
    history.event('session-2', { type: 'purchase', value: 8, visitor });
    history.slate('session-3', 'new', { visitor: 'visitor-2' });
    history.slate('session-4', 'new');
    const reading = await report(experiment('unit: visitor'));
    expect(unitsOf(reading)).toEqual([1, 1]);
    expect(valuesOf(reading)).toMatchObject({
      'session-click-through': [0.5, 0],
      'value-per-session': [4, 0],
    });
  });

  it('is nothing where nothing was archived, and the verdict is to wait', async () => {
    const reading = await report();
    expect(reading).toMatchObject({
      from: null,
      to: null,
      days: 0,
      looks: [],
      verdict: { decision: 'wait' },
    });
    expect(unitsOf(reading)).toEqual([0, 0]);
  });
});

describe('Left out, and counted, are', () => {
  beforeEach(() => {
    history.slate('session-1', 'control');
    history.slate('session-2', 'new');
  });

  it('units of test batches, whose slates are marked or not, and of marked slates without an event', async () => {
    history.slate('session-3', 'new');
    history.event('session-3', { type: 'view', test: true });
    history.slate('session-4', 'new', { test: true });
    const reading = await report();
    expect(reading.leftOut).toEqual({ test: 2, forced: 0, bots: 0, removed: 0 });
    expect(unitsOf(reading)).toEqual([1, 1]);
  });

  it('units that a tester forced into any experiment', async () => {
    history.slate('session-3', 'control');
    history.slate('session-3', 'new', { forced: 'a-test' });
    history.slate('session-4', 'new', { forced: 'another' });
    const reading = await report();
    expect(reading.leftOut.forced).toBe(2);
    expect(unitsOf(reading)).toEqual([1, 1]);
    expect(reading.readOut?.several.units).toBe(0);
  });

  it('units that ask, or click, faster than people do', async () => {
    for (let at = 0; at < 61; at++) history.slate('session-3', 'new', { receivedAt: NOON_MS + at });
    const slate = history.slate('session-4', 'new');
    for (let at = 0; at < 61; at++) history.event('session-4', { type: 'click', slate, position: 0 });
    for (let at = 0; at < 60; at++) history.slate('session-5', 'new', { receivedAt: NOON_MS + at });
    const reading = await report();
    expect(reading.leftOut.bots).toBe(2);
    expect(unitsOf(reading)).toEqual([1, 2]);
  });

  it('units of a variation that the file does not have any more', async () => {
    history.slate('session-3', 'old');
    expect((await report()).leftOut.removed).toBe(1);
  });

  it('units that saw several variations, with an alarm where they are many', async () => {
    history.slate('session-3', 'control');
    history.slate('session-3', 'new', { receivedAt: NOON_MS + 1 });
    const reading = await report();
    expect(unitsOf(reading)).toEqual([1, 1]);
    expect(reading.readOut?.several).toEqual({ units: 1, share: 1 / 3, isAlarm: true });
    expect(reading.verdict.decision).toBe('distrust');
  });

  it('slates from before the experiment began, where that was told', async () => {
    history.slate('session-3', 'new', { receivedAt: NOON_MS - 1 });
    expect(unitsOf(await report(experiment(), NOON_MS))).toEqual([1, 1]);
  });
});

describe('Interleaved slates', () => {
  const interleaved = experiment('kind: interleave');

  it('give one vote a unit, by the items that were clicked, wherever the page put them', async () => {
    const teams: (0 | 1 | null)[] = [1, 0, null];
    const voting = (session: string, ...items: string[]): void => {
      const slate = history.slate(session, 'interleaved', { teams });
      for (const item of items) history.event(session, { type: 'click', slate, item, position: 0 });
    };
    voting('session-1', 'dune', 'dune');
    voting('session-2', 'dune');
    voting('session-3', 'alien');
    voting('session-4', 'alien', 'dune');
    voting('session-5', 'heat');
    voting('session-6');
    voting('session-7', 'not on the slate');
    const { preference, verdict, looks } = await report(interleaved);
    expect(preference?.votes).toEqual({ first: 1, second: 2, undecided: 4 });
    expect(verdict.decision).toBe('wait');
    expect(looks).toMatchObject([{ estimates: [{ variation: 'new', value: 2 / 3 }] }]);
  });
});

describe('Looks', () => {
  it('are one at the end of each day, the last over everything', async () => {
    const random = new Random(1);
    for (let day = 0; day < 3; day++)
      for (let at = 0; at < 60; at++) {
        const session = `session-${day}-${at}`;
        const receivedAt = NOON_MS + day * DAY_MS + at;
        const slate = history.slate(session, at % 2 === 0 ? 'control' : 'new', { receivedAt });
        if (random.chance(0.4))
          history.event(session, { type: 'click', slate, position: 0, ts: receivedAt + 9 });
      }
    const { looks, days, readOut, from, to } = await report();
    expect(looks.map(({ until }) => until.slice(0, 10))).toEqual(['2025-11-24', '2025-11-25', '2025-11-26']);
    expect(days).toBeCloseTo(2, 5);
    expect([from, to]).toEqual(['2025-11-23T12:00:00.000Z', '2025-11-25T12:00:00.059Z']);
    const primary = readOut?.variations[0]?.readings[0]?.comparison;
    expect(looks.at(-1)?.estimates).toEqual([
      { variation: 'new', value: primary?.uplift, interval: primary?.sequentialInterval },
    ]);
    expect(looks[0]?.estimates).not.toEqual(looks[1]?.estimates);
  });
});

describe('Looks at an experiment of hours', () => {
  it('are equal parts of its time, the last over everything', async () => {
    for (let at = 0; at <= 120; at++) {
      const receivedAt = NOON_MS + at * MINUTE_MS;
      const slate = history.slate(`session-${at}`, at % 2 === 0 ? 'control' : 'new', { receivedAt });
      if (at % 3 === 0)
        history.event(`session-${at}`, { type: 'click', slate, position: 0, ts: receivedAt + HOUR_MS });
    }
    const { looks, readOut } = await report();
    expect(looks).toHaveLength(12);
    expect([looks[0]?.until, looks.at(-1)?.until]).toEqual([
      '2025-11-23T12:10:00.000Z',
      '2025-11-23T14:00:00.000Z',
    ]);
    const primary = readOut?.variations[0]?.readings[0]?.comparison;
    expect(looks.at(-1)?.estimates[0]?.value).toBe(primary?.uplift);
  });
});

describe('The sums of a history', () => {
  it('are those of a count by hand, for ratios as for means', async () => {
    const random = new Random(2);
    const byHand = new Map<string, { slates: number; clicked: number; spent: number; sessions: number }>();
    for (let unit = 0; unit < 200; unit++) {
      const visitor = `visitor-${unit}`;
      const own = { slates: 0, clicked: 0, spent: 0, sessions: 1 + Math.floor(random.exponential(1)) };
      for (let session = 0; session < own.sessions; session++)
        for (let slates = 1 + Math.floor(random.exponential(2)); slates > 0; slates--) {
          const name = `session-${unit}-${session}`;
          const slate = history.slate(name, 'control', { visitor, receivedAt: NOON_MS + unit });
          own.slates++;
          if (random.chance(0.3)) {
            own.clicked++;
            history.event(name, { type: 'click', slate, position: 0 });
          }
          if (random.chance(0.1)) {
            own.spent += 3;
            history.event(name, { type: 'purchase', value: 3, slate });
          }
        }
      byHand.set(visitor, own);
    }
    await history.write();
    const question = { unit: 'visitor', experiment: 'a-test', fromMs: 0, withinMs: HOUR_MS } as const;
    await layOutExposures(history.db, { dataFolder: history.dataFolder, site: 'demo' }, question, [
      'control',
    ]);
    const [control] = await metricSumsOf(history.db, 'visitor', ['control'], Number.MAX_SAFE_INTEGER);
    const units = [...byHand.values()];
    const sumOf = (of: (unit: (typeof units)[number]) => number): number =>
      units.reduce((sum, unit) => sum + of(unit), 0);
    expect(control?.units).toBe(200);
    expect(control?.metrics['click-through']).toEqual({
      kind: 'ratio',
      units: 200,
      numerator: { sum: sumOf(({ clicked }) => clicked), sumSquares: sumOf(({ clicked }) => clicked ** 2) },
      denominator: { sum: sumOf(({ slates }) => slates), sumSquares: sumOf(({ slates }) => slates ** 2) },
      sumOfProducts: sumOf(({ clicked, slates }) => clicked * slates),
    });
    expect(control?.metrics['value-per-session']).toMatchObject({
      numerator: { sum: sumOf(({ spent }) => spent), sumSquares: sumOf(({ spent }) => spent ** 2) },
      denominator: { sum: sumOf(({ sessions }) => sessions) },
      sumOfProducts: sumOf(({ spent, sessions }) => spent * sessions),
    });
  });
});
