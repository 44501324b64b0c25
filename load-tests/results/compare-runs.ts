import { median, ratiosOf, type Comparison, type Interval } from '../comparison.js';
import { medianShift } from './median-shift.js';
import type { RunRecord } from './run-record.js';

type Verdict = 'worse' | 'better' | 'changed' | 'no difference seen' | 'too few rounds';

/** A figure of two runs. */
export interface Change {
  readonly figure: string;
  /** Of its ratio to the control where both runs had one, so that a slower machine is no slower service; else the figure itself. */
  readonly of: 'ratio' | 'value';
  /** Medians. */
  readonly before: number;
  readonly after: number;
  /** How many times of before, with 95 % confidence; null for too few rounds. */
  readonly times: number | null;
  readonly interval: Interval | null;
  readonly verdict: Verdict;
}

export interface RunsCompared {
  readonly scenario: string;
  readonly changes: readonly Change[];
  /** What makes the comparison weaker than it looks. */
  readonly cautions: readonly string[];
}

/**
 * What changed from one run of a scenario to another, figure by figure.
 * @throws Error when they are of different scenarios or have no figure in common.
 */
export function compareRuns(before: RunRecord, after: RunRecord): RunsCompared {
  if (before.scenario !== after.scenario) {
    throw new Error(
      `A run of ${before.scenario} and one of ${after.scenario} have nothing to compare: give two of the same scenario.`,
    );
  }
  const changes = before.comparisons.flatMap((earlier) => {
    const later = after.comparisons.find(({ figure }) => figure === earlier.figure);
    return later ? [changeOf(earlier, later)] : [];
  });
  if (changes.length === 0) throw new Error('The runs have no figure in common.');
  return { scenario: before.scenario, changes, cautions: cautionsOf(before, after, changes) };
}

function changeOf(earlier: Comparison, later: Comparison): Change {
  const ratios = [ratiosOf(earlier.values, earlier.controls), ratiosOf(later.values, later.controls)];
  const [ratiosBefore, ratiosAfter] = ratios;
  const isOfRatio = !!ratiosBefore && !!ratiosAfter;
  const before = isOfRatio ? ratiosBefore : earlier.values;
  const after = isOfRatio ? ratiosAfter : later.values;
  const shift = [...before, ...after].every((value) => value > 0)
    ? medianShift(before.map(Math.log), after.map(Math.log))
    : null;
  return {
    figure: earlier.figure,
    of: isOfRatio ? 'ratio' : 'value',
    before: median(before),
    after: median(after),
    times: shift && Math.exp(shift.shift),
    interval: shift && [Math.exp(shift.interval[0]), Math.exp(shift.interval[1])],
    verdict: verdictOf(shift?.interval, later.target ?? earlier.target),
  };
}

/** @param interval of the logarithm of the change. */
function verdictOf(interval: Interval | undefined, target: Comparison['target']): Verdict {
  if (!interval) return 'too few rounds';
  const [low, high] = interval;
  if (low <= 0 && high >= 0) return 'no difference seen';
  if (!target) return 'changed';
  const isMoreBetter = 'valueMin' in target || 'ratioMin' in target;
  return low > 0 === isMoreBetter ? 'better' : 'worse';
}

function cautionsOf(before: RunRecord, after: RunRecord, changes: readonly Change[]): string[] {
  const [here, there] = [before.machine, after.machine];
  const isSameMachine = here.processor === there.processor && here.cores === there.cores;
  const isWithoutControl = changes.some(({ of }) => of === 'value');
  return [
    ...(isSameMachine
      ? []
      : [
          `The runs are of different machines: ${here.processor}, ${here.cores} cores, and ${there.processor}, ${there.cores} cores.`,
        ]),
    ...(isWithoutControl
      ? ['Figures without a control change with everything else that the machine does.']
      : []),
  ];
}
