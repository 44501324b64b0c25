import { describe, expect, it } from 'vitest';
import { heldText, intervalOfMedian, median, rowOf, type Row } from './comparison.js';
import type { Target } from './targets.js';

describe('a comparison', () => {
  it('has medians, a ratio to its control round by round, and rounds them to what can be told', () => {
    const row = rowOf({
      figure: 'reads/s',
      // The machine does half as much in the second round, for both.
      values: [3214.7, 1600, 3300],
      controls: [4000, 2000, 4100],
      target: { ratioMin: 0.75 },
    });
    expect(row).toEqual({
      figure: 'reads/s',
      value: 3215,
      control: 4000,
      ratio: 0.804,
      interval: null,
      target: 'ratio at least 0.75',
      held: true,
      blurred: false,
    });
  });

  it('has for a median what lies between the two in the middle, where there are two', () => {
    expect(median([5])).toBe(5);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([6, 1, 4, 2])).toBe(3);
    expect(rowOf({ figure: 'x', values: [6, 5, 1, 1], target: { valueMax: 2 } }).held).toBe(false);
  });

  it.each<[Target, number, boolean]>([
    [{ ratioMin: 0.75 }, 0.74, false],
    [{ ratioMax: 1.5 }, 1.5, true],
    [{ ratioMax: 1.5 }, 1.51, false],
    [{ valueMax: 1 }, 1, true],
    [{ valueMax: 1 }, 1.01, false],
    [{ valueMin: 1 }, 1, true],
    [{ valueMin: 1 }, 0.99, false],
  ])('holds %o as told, the limit included', (target, value, held) => {
    expect(rowOf({ figure: 'x', values: [value], controls: [1], target }).held).toBe(held);
  });

  it('judges no ratio without a control, and nothing without a target', () => {
    expect(rowOf({ figure: 'x', values: [3], target: { ratioMax: 1.5 } })).toMatchObject({
      ratio: null,
      held: null,
    });
    expect(rowOf({ figure: 'x', values: [3], controls: [0] })).toMatchObject({
      ratio: null,
      target: null,
      held: null,
    });
  });

  it.each<[Target, readonly number[], readonly number[]]>([
    [{ valueMax: 1 }, [], []],
    [{ valueMax: 1 }, [Number.NaN], []],
    [{ valueMax: 1 }, [0, Number.NaN, 0], []],
    [{ valueMin: 1 }, [Infinity], []],
    [{ valueMax: 1, byInterval: true }, [0, 0, 0, 0, Number.NaN, 0], []],
    [{ ratioMax: 1 }, [1, 1], [2, Number.NaN]],
    [{ ratioMax: 1 }, [1, 1], [2]],
    // A control that did nothing is nothing to be better than.
    [{ ratioMin: 1 }, [3], [0]],
  ])('does not hold %o where it was not measured: %o beside %o', (target, values, controls) => {
    expect(rowOf({ figure: 'x', values, controls, target })).toMatchObject({ held: false, blurred: false });
  });

  it('tells what was not measured as null', () => {
    const row = rowOf({ figure: 'x', values: [1, Number.NaN], controls: [1, 1] });
    expect(row).toMatchObject({ value: null, control: 1, ratio: null, interval: null, held: null });
  });

  it('is judged by the interval of what is wanted: of the figure, or of its ratio', () => {
    const values = [11, 12, 13, 14, 15];
    const controls = [10, 10, 10, 10, 10];
    const row = (target: Target): Row => rowOf({ figure: 'x', values, controls, target });
    expect(row({ valueMax: 10, byInterval: true })).toMatchObject({ interval: [11, 15], held: false });
    expect(row({ ratioMax: 1.2, byInterval: true })).toMatchObject({ interval: [1.1, 1.5], held: true });
  });

  it('is missed by its interval only where all of that misses', () => {
    const held = (values: readonly number[], byInterval?: true): boolean | null =>
      rowOf({ figure: 'x', values, target: { valueMax: 10, ...(byInterval && { byInterval }) } }).held;
    const blurred = [9, 11, 12, 13, 14, 15, 16];
    expect([held(blurred), held(blurred, true)]).toEqual([false, true]);
    const row = rowOf({ figure: 'x', values: blurred, target: { valueMax: 10, byInterval: true } });
    expect([row.blurred, heldText(row)]).toEqual([true, 'not excluded']);
    expect(held([11, 11, 12, 13, 14, 15, 16], true)).toBe(false);
    // Too few rounds for an interval: the median decides.
    expect(held([9, 11, 12], true)).toBe(false);
  });
});

describe('the interval of a median', () => {
  it('is that of all rounds where they are few, and narrows as they get more', () => {
    const upTo = (rounds: number): number[] => Array.from({ length: rounds }, (_, at) => at + 1);
    expect(intervalOfMedian(upTo(4))).toBeNull();
    expect(intervalOfMedian(upTo(5))).toEqual([1, 5]);
    expect(intervalOfMedian(upTo(8))).toEqual([1, 8]);
    // As tables of the binomial distribution have it: ranks 2 and 8 of nine, 6 and 15 of twenty.
    expect(intervalOfMedian(upTo(9))).toEqual([2, 8]);
    expect(intervalOfMedian(upTo(20))).toEqual([6, 15]);
  });
});
