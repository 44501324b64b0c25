import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '#libs/demo';
import { HistoryUnderTest, MINUTE_MS, NOON_MS } from './history.fixture.js';
import { planExperiment, type ExperimentPlan, type PlannedExperiment } from './index.js';

const DAY_MS = 24 * 60 * MINUTE_MS;
const DAYS = 10;
const SESSIONS_A_DAY = 60;

let history: HistoryUnderTest;
beforeEach(async () => {
  history = await HistoryUnderTest.open();
});
afterEach(() => history.remove());

const PLANNED: PlannedExperiment = {
  site: 'demo',
  unit: 'session',
  coverage: 1,
  metrics: { primary: 'session-click-through', guardrails: [], minimumEffect: 0.05, withinHours: 24 },
  shares: [0.5, 0.5],
  comparisons: 1,
};

/** Traffic up to noon, a quarter of its sessions with a click. */
async function traffic(): Promise<void> {
  const random = new Random(3);
  for (let at = 0; at <= DAYS * SESSIONS_A_DAY; at++) {
    const receivedAt = NOON_MS - Math.floor((at / SESSIONS_A_DAY) * DAY_MS);
    const slate = history.slate(`session-${at}`, 'control', { receivedAt, experiments: {} });
    if (random.chance(0.25))
      history.event(`session-${at}`, { type: 'click', slate, position: 0, ts: receivedAt + 1 });
  }
  await history.write();
}

function plan(changes: Partial<PlannedExperiment> = {}, recentDays = 28): Promise<ExperimentPlan | null> {
  const { db, dataFolder } = history;
  const looked = { nowMs: NOON_MS + 1, recentDays, effects: [0.05, 0.5] };
  return planExperiment(db, dataFolder, { ...PLANNED, ...changes }, looked);
}

describe('A plan', () => {
  it("says from the site's own traffic how many days a change of each size takes to see", async () => {
    await traffic();
    const made = await plan();
    expect(made?.days).toBeCloseTo(DAYS, 5);
    expect(made?.unitsADay).toBeCloseTo(SESSIONS_A_DAY, 0);
    expect(made?.baseline).toBeGreaterThan(0.2);
    expect(made?.baseline).toBeLessThan(0.3);
    const [small, large] = made?.tests ?? [];
    for (const test of [small, large])
      expect(test?.oneLook?.days).toBe(Math.ceil((test?.oneLook?.units ?? 0) / (made?.unitsADay ?? 1)));
    expect(large?.oneLook?.days).toBeLessThan(small?.oneLook?.days ?? 0);
    expect(large?.everyLook?.units).toBeGreaterThan(large?.oneLook?.units ?? 0);
  });

  it('takes longer with less of the traffic, and with several variations', async () => {
    await traffic();
    const daysOf = (made: ExperimentPlan | null): number => made?.tests[0]?.everyLook?.days ?? 0;
    const days = daysOf(await plan());
    expect(daysOf(await plan({ coverage: 0.5 })) / days).toBeCloseTo(2, 1);
    expect(daysOf(await plan({ shares: [1 / 3, 1 / 3], comparisons: 2 }))).toBeGreaterThan(days * 1.5);
  });

  it('looks at the newest traffic alone, and is none without any', async () => {
    expect(await plan()).toBeNull();
    await traffic();
    expect((await plan({}, 2))?.days).toBeLessThan(2.01);
  });

  it('says never where what is to change does not happen at all', async () => {
    await traffic();
    const metrics = { ...PLANNED.metrics, primary: 'conversion' } as const;
    expect((await plan({ metrics }))?.tests).toEqual([
      { effect: 0.05, oneLook: null, everyLook: null },
      { effect: 0.5, oneLook: null, everyLook: null },
    ]);
  });
});
