import { describe, expect, it } from 'vitest';
import { Random } from '#libs/demo';
import { compare, type Comparison } from './compare.js';
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
    // 0.1 against 0.1, in all: 2 · (1.96 + 0.8416)² · 2 · 0.09 / 0.01²; the uplift's variance is larger by its own effect.
    const small = unitsNeeded({ ...TEN_PERCENT, effect: 0.001 }).oneLook;
    expect(small / 1e4 / 28_256).toBeCloseTo(1.0015, 3);
    expect(unitsNeeded(TEN_PERCENT).oneLook / 28_256).toBeCloseTo((1.1 ** 2 + 1.1) / 2, 3);
  });

  it('grow with looking, and by almost four when the effect is half', () => {
    const needed = unitsNeeded(TEN_PERCENT);
    expect(needed.everyLook).toBeGreaterThan(needed.oneLook);
    expect(needed.everyLook).toBeLessThan(4 * needed.oneLook);
    const half = unitsNeeded({ ...TEN_PERCENT, effect: 0.05 }).oneLook;
    expect(half / needed.oneLook).toBeGreaterThan(3.6);
    expect(half / needed.oneLook).toBeLessThan(4);
  });

  it('grow when the shares are uneven', () => {
    const uneven = unitsNeeded({ ...TEN_PERCENT, shares: [0.9, 0.1] }).oneLook;
    const shares = (1.1 ** 2 / 0.9 + 1.1 / 0.1) / (1.1 ** 2 / 0.5 + 1.1 / 0.5);
    expect(uneven / unitsNeeded(TEN_PERCENT).oneLook).toBeCloseTo(shares, 3);
  });

  it('have no end where there is nothing to raise', () => {
    const baseline = { kind: 'proportion', units: 1000, sum: 0 } as const;
    expect(unitsNeeded({ ...TEN_PERCENT, baseline })).toEqual({ oneLook: Infinity, everyLook: Infinity });
    expect(unitsNeeded({ ...TEN_PERCENT, effect: 1e-9 }).everyLook).toBe(Infinity);
  });

  it('find the change in four of five simulated tests, by one look and by looking every day', () => {
    const pilot = new SimulatedTraffic(new Random(1), [{ rate: 0.1 }, { rate: 0.1 }]);
    pilot.arrive(20_000);
    const needed = unitsNeeded({ ...TEN_PERCENT, baseline: pilot.groups[0], effect: 0.3 });
    const comparisonsOf = (units: number, seed: number): (Comparison | null)[] =>
      Array.from({ length: 300 }, (_, test) => {
        const traffic = new SimulatedTraffic(new Random(seed + test), [{ rate: 0.1 }, { rate: 0.13 }]);
        traffic.arrive(units);
        return compare(...traffic.groups, TEN_PERCENT.setting);
      });
    const once = comparisonsOf(needed.oneLook, 300).filter((found) => (found?.interval[0] ?? 0) > 0);
    const daily = comparisonsOf(needed.everyLook, 900).filter(
      (found) => (found?.sequentialInterval[0] ?? 0) > 0,
    );
    for (const { length } of [once, daily]) {
      expect(length / 300).toBeGreaterThan(0.7);
      expect(length / 300).toBeLessThan(0.87);
    }
  });
});
