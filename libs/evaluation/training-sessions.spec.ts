import { describe, expect, it } from 'vitest';
import { indexSessions, lengthOf, type Lists } from './training-sessions.js';

const listsOf = (lists: Lists, count: number): number[][] =>
  Array.from({ length: count }, (_, at) => [
    ...lists.values.subarray(lists.offsets[at], (lists.offsets[at] ?? 0) + lengthOf(lists, at)),
  ]);

describe('indexSessions', () => {
  const training = indexSessions([
    { items: ['c', 'a', 'c'], endedAtSeconds: 20 },
    { items: ['b'], endedAtSeconds: 10 },
    { items: ['a', 'b'], endedAtSeconds: 20 },
  ]);

  it('numbers sessions by their end and items by first occurrence', () => {
    expect([...training.endedAtSeconds]).toEqual([10, 20, 20]);
    expect([0, 1, 2].map((item) => training.itemAt(item))).toEqual(['b', 'c', 'a']);
    expect(['a', 'b', 'c', 'd'].map((item) => training.indexOf(item))).toEqual([2, 0, 1, -1]);
  });

  it('lists visits and distinct items of sessions, and sessions of items newest first', () => {
    expect(listsOf(training.visits, 3)).toEqual([[0], [1, 2, 1], [2, 0]]);
    expect(listsOf(training.distinctItems, 3)).toEqual([[0], [1, 2], [2, 0]]);
    expect(listsOf(training.sessionsOf, 3)).toEqual([[2, 0], [1], [2, 1]]);
    expect([...training.visitsOf]).toEqual([2, 2, 2]);
  });
});
