import { Command } from 'commander';
import { withProgress } from '../../tools/freshet/progress.js';
import { compareConsumers } from '../consume.scenario.js';
import { runScenario, withRunOptions, type RunOptions } from '../run-scenario.js';
import { logLine } from './log-line.js';
import { wholeNumber } from './whole-number.js';

interface Arguments extends RunOptions {
  readonly events: number;
  readonly visitors: number;
  readonly rounds: number;
}

async function run(options: Arguments): Promise<void> {
  const events = options.events * 1000;
  await runScenario('consume', options, () =>
    withProgress('Draining', 'turns', (onTurn) =>
      compareConsumers({ ...options, events, log: logLine, onTurn }),
    ),
  );
}

export function consumeCommand(): Command {
  return withRunOptions(
    new Command('consume')
      .description('has session-state and its control drain the same backlog in turns, on parts of their own')
      .option('--events <thousands>', 'thousands of events in the backlog', wholeNumber, 1000)
      .option('--visitors <number>', 'visitors at a time', wholeNumber, 2000)
      .option('--rounds <number>', 'turns of each', wholeNumber, 5),
  ).action(run);
}
