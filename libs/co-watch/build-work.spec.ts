import { describe, expect, it } from 'vitest';
import { BuildWork, stagesOf } from './build-work.js';

describe('the work of a build', () => {
  it('weighs stages by their time, and what runs at once by the longer', () => {
    const work = new BuildWork([{ count: 10 }, { embed: 60, weights: 20 }]);
    expect(work.report('count', 1)).toBeCloseTo(10 / 70);
    expect(work.report('weights', 1)).toBeCloseTo((10 + 60 * (20 / 80)) / 70);
    expect(work.report('embed', 0.5)).toBeCloseTo((10 + 60 * (50 / 80)) / 70);
    expect(work.report('embed', 1)).toBe(1);
  });

  it('never goes back, and is not done before every part is', () => {
    const offsets = Uint32Array.from({ length: 1001 }, (_, session) => session * 5);
    const names = Array.from({ length: 200 }, (_, item) => `item-${item}`);
    const plan = [
      { from: 920, end: 1000 },
      { from: 840, end: 920 },
    ];
    const stages = stagesOf({ offsets, names }, plan);
    const work = new BuildWork(stages);
    let before = 0;
    for (const part of stages.flatMap((stage) => Object.keys(stage))) {
      for (const share of [0.5, 0.2, 1]) {
        expect(before).toBeLessThan(1);
        const now = work.report(part, share);
        expect(now).toBeGreaterThanOrEqual(before);
        before = now;
      }
    }
    expect(before).toBeCloseTo(1);
  });

  it('of a history too small to learn from is counting alone', () => {
    const stages = stagesOf({ offsets: Uint32Array.of(0, 5), names: ['a'] }, []);
    expect(new BuildWork(stages).report('count 0', 1)).toBe(1);
  });
});
