import { describe, expect, it } from 'vitest';
import { evenlyDue, inOrder, type LoadRequest } from './due-requests.js';

const request = (kind: string) => (): LoadRequest => ({ kind, method: 'GET', path: '/' });

describe('due requests', () => {
  it('are evenly spaced within each phase, and a phase begins when the one before is over', () => {
    const phases = [
      { perSecond: 2, seconds: 1 },
      { perSecond: 4, seconds: 0.5 },
      { perSecond: 2, seconds: 1 },
    ];
    const due = [...evenlyDue(phases, request('a'))].map(({ dueMs }) => dueMs);
    expect(due).toEqual([0, 500, 1000, 1250, 1500, 2000]);
  });

  it('of several streams come in order of time', () => {
    const reads = evenlyDue([{ perSecond: 4, seconds: 1 }], request('read'));
    const views = evenlyDue([{ perSecond: 2, seconds: 1 }], request('view'));
    const merged = [...inOrder([views, reads])].map(({ dueMs, make }) => `${make().kind} ${dueMs}`);
    expect(merged).toEqual(['view 0', 'read 0', 'read 250', 'view 500', 'read 500', 'read 750']);
  });

  it('of streams without any are none', () => {
    expect([...inOrder([evenlyDue([], request('a'))])]).toEqual([]);
  });
});
