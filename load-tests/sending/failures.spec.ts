import { expect, it } from 'vitest';
import { sum, together } from './failures.js';

it('failures of several are added kind by kind', () => {
  const [first, second] = [new Map([['503', 2]]), new Map([['503', 1], ['timeout', 4]])]; // prettier-ignore
  expect([...together([first, second, new Map()])]).toEqual([
    ['503', 3],
    ['timeout', 4],
  ]);
  expect([...first]).toEqual([['503', 2]]);
  expect(sum(together([first, second]))).toBe(7);
});
