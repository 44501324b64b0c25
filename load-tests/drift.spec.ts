import { Random } from '#libs/demo';
import { describe, expect, it } from 'vitest';
import { driftOf } from './drift.js';

const line = (count: number, of: (x: number) => number): [number, number][] =>
  Array.from({ length: count }, (_, x) => [x, of(x)]);

describe('drift', () => {
  it('is the slope of a line, whatever a tenth of its points say', () => {
    const drift = driftOf(line(100, (x) => (x % 10 === 3 ? 1e6 : 5 + 2 * x)));
    expect(drift?.slope).toBeCloseTo(2);
    expect(drift?.low).toBeLessThanOrEqual(2);
    expect(drift?.high).toBeGreaterThanOrEqual(2);
  });

  it('has an interval that holds the slope in about 95 of 100 runs', () => {
    let holding = 0;
    for (let seed = 0; seed < 200; seed++) {
      const random = new Random(seed);
      const noise = (): number => random.unit() + random.unit() + random.unit() - 1.5;
      const drift = driftOf(line(60, (x) => 0.01 * x + noise()));
      if (drift && drift.low <= 0.01 && drift.high >= 0.01) holding += 1;
    }
    expect(holding / 200).toBeGreaterThan(0.91);
    expect(holding / 200).toBeLessThan(0.99);
  });

  it('of teeth that go up and down is none for certain', () => {
    const drift = driftOf(line(120, (x) => 100 + (x % 12)));
    expect(drift?.low).toBeLessThanOrEqual(0);
    expect(drift?.high).toBeGreaterThanOrEqual(0);
  });

  it('is not told of a few points', () => {
    expect(driftOf(line(9, (x) => x))).toBeNull();
  });

  it('of many points takes some of them', () => {
    expect(driftOf(line(5000, (x) => x / 2))?.slope).toBeCloseTo(0.5);
  });
});
