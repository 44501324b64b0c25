import { describe, expect, it } from 'vitest';
import { rowOf } from './comparison.js';
import { comparisonsOf, interleaved, type Round } from './interleaved.js';

/** The machine does half as much in the second round, for both. */
const ROUNDS: Record<'service' | 'control', Round[]> = {
  service: [
    { events: 600, seconds: 1, cpuSeconds: 0.5 },
    { events: 300, seconds: 1, cpuSeconds: 0.5 },
    { events: 900, seconds: 1, cpuSeconds: 0.5 },
  ],
  control: [
    { events: 1000, seconds: 1, cpuSeconds: 0.4 },
    { events: 500, seconds: 1, cpuSeconds: 0.4 },
    { events: 1000, seconds: 1, cpuSeconds: 0.4 },
  ],
};

async function compared(): Promise<{ turns: string[]; comparison: Awaited<ReturnType<typeof interleaved>> }> {
  const turns: string[] = [];
  const left = structuredClone(ROUNDS);
  const comparison = await interleaved(3, (program) => {
    turns.push(program);
    const round = left[program].shift();
    return round ? Promise.resolve(round) : Promise.reject(new Error('There is no such round.'));
  });
  return { turns, comparison };
}

describe('a service measured beside its control', () => {
  it('takes turns with it, each beginning in its turn', async () => {
    const { turns } = await compared();
    expect(turns).toEqual(['service', 'control', 'control', 'service', 'service', 'control']);
  });

  it('is told by medians, and its ratio by the median of the rounds', async () => {
    const { comparison } = await compared();
    expect(comparison).toEqual({
      service: { eventsPerSecond: 600, eventsPerCore: 1200 },
      control: { eventsPerSecond: 1000, eventsPerCore: 2500 },
      ratio: 0.6,
      ratioPerCore: 0.48,
    });
  });

  it('is held to its ratio by the clock and by CPU time, and to what one core does', async () => {
    const { comparison } = await compared();
    const held = (ratioMin: number, eventsPerCoreMin: number): (boolean | null)[] =>
      comparisonsOf('it', comparison, { ratioMin, eventsPerCoreMin }).map((row) => rowOf(row).held);
    expect(held(0.48, 1200)).toEqual([true, true, true]);
    expect(held(0.5, 1201)).toEqual([true, false, false]);
  });
});
