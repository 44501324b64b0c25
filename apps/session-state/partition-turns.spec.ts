import { describe, expect, it } from 'vitest';
import { PartitionTurns } from './partition-turns.js';

/** @returns a promise and what settles it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('PartitionTurns', () => {
  it('lets one thing at a time happen to a partition, in order, and others happen beside it', async () => {
    const turns = new PartitionTurns();
    const first = gate();
    const order: string[] = [];
    const a = turns.take(1, async () => {
      await first.opened;
      order.push('a');
    });
    const b = turns.take(1, () => Promise.resolve(order.push('b')));
    await turns.take(2, () => Promise.resolve(order.push('other')));
    first.open();
    await Promise.all([a, b]);
    expect(order).toEqual(['other', 'a', 'b']);
  });

  it('goes on after a turn that failed, whose caller is told', async () => {
    const turns = new PartitionTurns();
    const failed = turns.take(1, () => Promise.reject(new Error('away')));
    const next = turns.take(1, () => Promise.resolve('done'));
    await expect(failed).rejects.toThrow('away');
    expect(await next).toBe('done');
  });

  it('knows whether a turn is taken', async () => {
    const turns = new PartitionTurns();
    const { opened, open } = gate();
    const turn = turns.take(1, () => opened);
    expect([turns.isTaken(1), turns.isTaken(2)]).toEqual([true, false]);
    open();
    await turn;
    expect(turns.isTaken(1)).toBe(false);
  });
});
