import { describe, expect, it } from 'vitest';
import type { Comparison } from '../comparison.js';
import { compareRuns } from './compare-runs.js';
import { RUN_FORMAT, type RunRecord } from './run-record.js';

const MACHINE = { processor: 'one', cores: 2, memoryBytes: 1, system: 'Linux', versions: {} };

function runOf(comparisons: readonly Comparison[], changed: Partial<RunRecord> = {}): RunRecord {
  return {
    format: RUN_FORMAT,
    scenario: 'read',
    options: {},
    startedAt: '2026-11-23T19:00:00.000Z',
    seconds: 1,
    machine: MACHINE,
    comparisons,
    charts: [],
    failures: {},
    ...changed,
  };
}

const reads = (values: number[], controls?: number[]): Comparison => ({
  figure: 'reads/s',
  values,
  ...(controls && { controls }),
  target: { ratioMin: 0.75 },
});

describe('two runs', () => {
  it('differ where the interval of the change says so, better or worse by what is wanted', () => {
    const before = runOf([reads([100, 101, 102, 103, 104])]);
    const after = runOf([reads([50, 51, 52, 53, 54])]);
    const [slower] = compareRuns(before, after).changes;
    expect(slower).toMatchObject({ of: 'value', before: 102, after: 52, verdict: 'worse' });
    expect(slower?.times).toBeCloseTo(0.51, 2);
    expect(slower?.interval?.[1]).toBeLessThan(0.6);
    expect(compareRuns(after, before).changes[0]?.verdict).toBe('better');
  });

  it('do not differ where a slower machine slowed the control as much', () => {
    const before = runOf([reads([80, 81, 79, 80, 82], [100, 100, 100, 100, 100])]);
    const after = runOf([reads([40, 40.5, 39.5, 40, 41], [50, 50, 50, 50, 50])]);
    expect(compareRuns(before, after)).toMatchObject({
      changes: [{ of: 'ratio', before: 0.8, after: 0.8, verdict: 'no difference seen' }],
      cautions: [],
    });
  });

  it('are not judged by a round or two, nor where nothing is wanted', () => {
    const told = (values: number[]): RunRecord => runOf([{ figure: 'bytes', values }]);
    expect(compareRuns(told([1]), told([9])).changes[0]?.verdict).toBe('too few rounds');
    expect(compareRuns(told([1, 1, 1, 1]), told([9, 9, 9, 9])).changes[0]?.verdict).toBe('changed');
  });

  it('say what weakens the comparison', () => {
    const other = runOf([reads([1])], { machine: { ...MACHINE, cores: 8 } });
    expect(compareRuns(runOf([reads([1])]), other).cautions).toEqual([
      'The runs are of different machines: one, 2 cores, and one, 8 cores.',
      'Figures without a control change with everything else that the machine does.',
    ]);
  });

  it('are refused where they are of different scenarios, or share nothing', () => {
    expect(() => compareRuns(runOf([]), runOf([], { scenario: 'collect' }))).toThrow('give two of the same');
    expect(() => compareRuns(runOf([reads([1])]), runOf([]))).toThrow('no figure in common');
  });
});
