import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordedWalks, Walkers, type Walk } from './session-walks.js';

const WALKS: Walk[] = [
  [
    { type: 'view', item: 'a' },
    { type: 'view', item: 'b' },
  ],
  [{ type: 'view', item: 'c' }],
];

describe('walkers', () => {
  it('walk each session in order, one step at a time', () => {
    const walkers = new Walkers(WALKS, 'run');
    const first = walkers.take();
    const second = walkers.take();
    expect([first, second].map(({ session, step }) => [session, step.item])).toEqual([
      ['run-1', 'a'],
      ['run-2', 'c'],
    ]);
    // The first step of run-1 is not answered yet, so its second may not be taken.
    walkers.giveBack(second);
    expect(walkers.take()).toMatchObject({ session: 'run-3', at: 0 });
    walkers.giveBack(first);
    expect(walkers.take()).toMatchObject({ session: 'run-1', step: { item: 'b' }, at: 1 });
  });

  it('begin again as new sessions when the walks are used up', () => {
    const walkers = new Walkers(WALKS, 'run');
    const sessions = [walkers.take(), walkers.take(), walkers.take()].map(({ session }) => session);
    expect(sessions).toEqual(['run-1', 'run-2', 'run-3']);
    expect(walkers.sessionsBegun).toBe(3);
  });

  it('say that there is nothing to walk', () => {
    expect(() => new Walkers([], 'run')).toThrow('There is no session to walk.');
  });
});

describe('recorded walks', () => {
  it("keep each session's steps in the file's order, without what is not known", async () => {
    const folder = await mkdtemp(join(tmpdir(), 'walks-'));
    try {
      const file = join(folder, 'events.csv');
      await writeFile(
        file,
        'session,item,timestamp,type,progress\n1,a,5,view,\n2,c,6,view,\n1,a,7,watch,0.5\n',
      );
      expect(await recordedWalks(file)).toEqual([
        [
          { type: 'view', item: 'a' },
          { type: 'watch', item: 'a', progress: 0.5 },
        ],
        [{ type: 'view', item: 'c' }],
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
