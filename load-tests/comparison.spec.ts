import { describe, expect, it } from 'vitest';
import { rowOf } from './comparison.js';

describe('a comparison', () => {
  it('has a ratio to its control, rounded to what can be told', () => {
    expect(rowOf({ figure: 'reads/s', value: 3214.7, control: 4000, target: { ratioMin: 0.75 } })).toEqual({
      figure: 'reads/s',
      value: 3215,
      control: 4000,
      ratio: 0.804,
      target: 'ratio at least 0.75',
      held: true,
    });
  });

  it.each([
    [{ ratioMin: 0.75 }, 0.74, false],
    [{ ratioMax: 1.5 }, 1.5, true],
    [{ ratioMax: 1.5 }, 1.51, false],
    [{ valueMax: 1 }, 1, true],
    [{ valueMax: 1 }, 1.01, false],
    [{ valueMin: 1 }, 1, true],
    [{ valueMin: 1 }, 0.99, false],
  ])('holds %o as told, the limit included', (target, value, held) => {
    expect(rowOf({ figure: 'x', value, control: 1, target }).held).toBe(held);
  });

  it('judges no ratio without a control, and nothing without a target', () => {
    expect(rowOf({ figure: 'x', value: 3, control: null, target: { ratioMax: 1.5 } })).toMatchObject({
      ratio: null,
      held: null,
    });
    expect(rowOf({ figure: 'x', value: 3, control: 0, target: null })).toMatchObject({
      ratio: null,
      target: null,
      held: null,
    });
  });
});
