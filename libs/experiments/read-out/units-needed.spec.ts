import { describe, expect, it } from 'vitest';
import { Random } from '#libs/demo';
import { compare } from './compare.js';
import { SimulatedTraffic } from './simulated-traffic.fixture.js';
import { unitsNeeded, type PlannedTest } from './units-needed.js';

const TEN_PERCENT: PlannedTest = {
  baseline: { kind: 'proportion', units: 1000, sum: 100 },
  shares: [0.5, 0.5],
  effect: 0.1,
  setting: { alpha: 0.05 },
};

describe('The units that a test needs', () => {
  it('are those of the textbook for one look', () => {
    // Two proportions of 0.1, 5 % significance, 80 % power, 0.01 to be found: (1.96 + 0.8416)² · 2 · 0.09 / 0.01² a group.
    expect(unitsNeeded(TEN_PERCENT).oneLook).toBeGreaterThan(28_250);
    expect(unitsNeeded(TEN_PERCENT).oneLook).toBeLessThan(28_260);
  });

  it('grow with looking, and by four when the effect is half', () => {
    const needed = unitsNeeded(TEN_PERCENT);
    expect(needed.everyLook).toBeGreaterThan(needed.oneLook);
    expect(needed.everyLook).toBeLessThan(4 * needed.oneLook);
    expect(unitsNeeded({ ...TEN_PERCENT, effect: 0.05 }).oneLook / needed.oneLook).toBeCloseTo(4, 3);
  });

  it('grow when the shares are uneven', () => {
    const uneven = unitsNeeded({ ...TEN_PERCENT, shares: [0.9, 0.1] }).oneLook;
    expect(uneven / unitsNeeded(TEN_PERCENT).oneLook).toBeCloseTo(1 / (4 * 0.9 * 0.1), 3);
  });

  it('have no end where there is nothing to raise', () => {
    const baseline = { kind: 'proportion', units: 1000, sum: 0 } as const;
    expect(unitsNeeded({ ...TEN_PERCENT, baseline })).toEqual({ oneLook: Infinity, everyLook: Infinity });
    expect(unitsNeeded({ ...TEN_PERCENT, effect: 1e-9 }).everyLook).toBe(Infinity);
  });

  it('find the change in four of five simulated tests', () => {
    const pilot = new SimulatedTraffic(new Random(1), [{ rate: 0.1 }, { rate: 0.1 }]);
    pilot.arrive(20_000);
    const { oneLook } = unitsNeeded({ ...TEN_PERCENT, baseline: pilot.groups[0], effect: 0.3 });
    const found = Array.from({ length: 400 }, (_, test) => {
      const traffic = new SimulatedTraffic(new Random(300 + test), [{ rate: 0.1 }, { rate: 0.13 }]);
      traffic.arrive(oneLook);
      return (compare(...traffic.groups, TEN_PERCENT.setting)?.pValue ?? 1) < 0.05;
    });
    const power = found.filter(Boolean).length / found.length;
    expect(power).toBeGreaterThan(0.7);
    expect(power).toBeLessThan(0.86);
  });
});
