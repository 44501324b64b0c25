import { expect, it } from 'vitest';
import { rowOf } from './comparison.js';
import { throughputComparisons, type Round } from './throughput.js';

const round = (events: number, cpuSeconds: number): Round => ({ events, seconds: 1, cpuSeconds });

it('tells a service beside its control by the clock, by CPU time, and by what one core does', async () => {
  const rows = await throughputComparisons('collect', 'it', {
    service: [round(6000, 0.5), round(3000, 0.5), round(9000, 0.5)],
    control: [round(10_000, 0.4), round(5000, 0.4), round(10_000, 0.4)],
  });
  expect(rows.map((row) => rowOf(row)).map(({ value, ratio, held }) => ({ value, ratio, held }))).toEqual([
    { value: 6000, ratio: 0.6, held: true },
    { value: 12_000, ratio: 0.48, held: false },
    { value: 12_000, ratio: null, held: false },
  ]);
});
