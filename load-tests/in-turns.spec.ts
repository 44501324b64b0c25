import { expect, it } from 'vitest';
import { inTurns } from './in-turns.js';

it('measures in turns, each beginning in its turn', async () => {
  const turns: string[] = [];
  const told: string[] = [];
  const measured = await inTurns(
    ['service', 'control'],
    3,
    (program) => Promise.resolve(`${program} ${turns.push(program)}`),
    (done, of) => told.push(`${done}/${of}`),
  );
  expect(turns).toEqual(['service', 'control', 'control', 'service', 'service', 'control']);
  expect(measured).toEqual({
    service: ['service 1', 'service 4', 'service 5'],
    control: ['control 2', 'control 3', 'control 6'],
  });
  expect(told).toEqual(['1/6', '2/6', '3/6', '4/6', '5/6', '6/6']);
});
