import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../results/run-record.js';
import { needsOf, type UnitCosts, type Usage } from './capacity.js';
import { unitCostsOf } from './unit-costs.js';

const COSTS: UnitCosts = {
  readMicros: 150,
  collectedPerCore: 25_000,
  foldedPerCore: 40_000,
  sessionBytes: 1000,
  storeMicros: 5,
  itemBytes: 900,
};
const USAGE: Usage = {
  readsPerSecond: 10_000,
  readsPerSession: 5,
  sessionSeconds: 7200,
  items: 1_000_000,
  utilisation: 0.5,
};

describe('the capacity that a site needs', () => {
  it('is its reads and events times what each costs, with room to spare', () => {
    const needs = needsOf(COSTS, USAGE);
    expect(needs).toMatchObject({ recommenderCores: 3, collectorCores: 0.8, sessionStateCores: 0.5 });
    expect(needs.storeCores).toBeCloseTo(0.1);
    expect(needs.storeBytes).toBe(2000 * 7200 * 1000);
    expect(needs.tableBytes).toBe(900e6);
    // 4.4 cores for 10,000 reads in a second.
    expect(needs.coreHoursPerMillionReads).toBeCloseTo((4.4 * 100) / 3600);
  });

  it('has partitions for every core of session-state to share', () => {
    expect(needsOf(COSTS, USAGE).partitions).toBe(32);
    expect(needsOf(COSTS, { ...USAGE, readsPerSecond: 100_000 }).partitions).toBe(64);
  });
});

describe('what a unit of work costs', () => {
  it('is taken from a report, and asked for where it is not there', () => {
    const figures = [
      ['read: CPU a read at saturation, µs', 150],
      ['collect: collector, events/s on one core', 25_000],
      ['consume: session-state, events/s on one core', 40_000],
      ['consume: bytes of Redis a session', 1000],
      ['consume: CPU of Redis an event, µs', 5],
    ] as const;
    const comparisons = figures.map(([figure, value]) => ({ figure, values: [value - 1, value, value + 1] }));
    const report = { scenario: 'report', comparisons } as unknown as RunRecord;
    const { itemBytes, ...measured } = COSTS;
    expect(unitCostsOf(report)).toEqual(measured);
    expect(itemBytes).toBeGreaterThan(0);
    const part = { scenario: 'read', comparisons: comparisons.slice(1) } as unknown as RunRecord;
    expect(() => unitCostsOf(part)).toThrow('This run of read has no "read: CPU a read at saturation, µs".');
  });
});
