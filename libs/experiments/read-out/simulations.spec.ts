import { describe, expect, it } from 'vitest';
import { Random } from '#libs/demo';
import { compare, type Interval } from './compare.js';
import { SAMPLE_RATIO_ALARM, sampleRatioPValue } from './sample-ratio.js';
import { SimulatedTraffic } from './simulated-traffic.fixture.js';
import { meanOf } from './statistic.js';

const SETTING = { alpha: 0.05 };
const SAME = [{ rate: 0.1 }, { rate: 0.1 }] as const;
const DAYS = 14;

function holds([low, high]: Interval, truth: number): boolean {
  return low <= truth && truth <= high;
}

/** @returns the share of tests of which something is true. */
function shareOf(tests: number, isTrue: (test: number) => boolean): number {
  return Array.from({ length: tests }, (_, test) => isTrue(test)).filter(Boolean).length / tests;
}

/** Whether the always-valid interval leaves out the truth on any of the days. */
function isEverWrong(traffic: SimulatedTraffic, unitsADay: number, truth: number): boolean {
  for (let day = 0; day < DAYS; day++) {
    traffic.arrive(unitsADay);
    const comparison = compare(...traffic.groups, SETTING);
    if (comparison && !holds(comparison.sequentialInterval, truth)) return true;
  }
  return false;
}

describe('1,000 tests of nothing against nothing', () => {
  it('are called a difference by one look in 5 % of cases, as promised', () => {
    const wrong = shareOf(1000, (test) => {
      const traffic = new SimulatedTraffic(new Random(9000 + test), SAME);
      traffic.arrive(1000);
      const comparison = compare(...traffic.groups, SETTING);
      return comparison !== null && !holds(comparison.interval, 0);
    });
    expect(wrong).toBeGreaterThan(0.05 - 0.014);
    expect(wrong).toBeLessThan(0.05 + 0.014);
  });

  it.each([20, 200])(
    'are called a difference by a look every day in at most 5 %% of cases, %i units a day',
    (unitsADay) => {
      const wrong = shareOf(1000, (test) =>
        isEverWrong(new SimulatedTraffic(new Random(100 + test), SAME), unitsADay, 0),
      );
      expect(wrong).toBeLessThanOrEqual(0.05);
    },
  );

  it('ring the sample-ratio alarm in at most 0.5 % of cases', () => {
    const alarms = shareOf(1000, (test) => {
      const traffic = new SimulatedTraffic(new Random(2000 + test), SAME);
      traffic.arrive(1000);
      return sampleRatioPValue(traffic.counts, [0.5, 0.5]) < SAMPLE_RATIO_ALARM;
    });
    expect(alarms).toBeLessThanOrEqual(0.005);
  });
});

describe('200 tests of a known lift', () => {
  const variations = [{ rate: 0.1 }, { rate: 0.12 }] as const;
  const lift = 0.2;

  it('cover it with one look in 95 % of cases, as promised', () => {
    const covered = shareOf(200, (test) => {
      const traffic = new SimulatedTraffic(new Random(4000 + test), variations);
      traffic.arrive(4000);
      const comparison = compare(...traffic.groups, SETTING);
      return comparison !== null && holds(comparison.interval, lift);
    });
    expect(covered).toBeGreaterThanOrEqual(0.92);
    expect(covered).toBeLessThanOrEqual(0.98);
  });

  it('cover it on every one of 14 days in at least 95 % of cases', () => {
    const wrong = shareOf(200, (test) =>
      isEverWrong(new SimulatedTraffic(new Random(5000 + test), variations), 200, lift),
    );
    expect(wrong).toBeLessThanOrEqual(0.05);
  });
});

describe('Simulated traffic that loses some of one variation', () => {
  it('rings the sample-ratio alarm', () => {
    const traffic = new SimulatedTraffic(new Random(7), [{ rate: 0.1 }, { rate: 0.1, recorded: 0.9 }]);
    traffic.arrive(20_000);
    expect(sampleRatioPValue(traffic.counts, [0.5, 0.5])).toBeLessThan(SAMPLE_RATIO_ALARM);
    expect(meanOf(traffic.groups[1])).toBeCloseTo(0.1, 2);
  });
});
