import { Command } from 'commander';
import { withProgress } from '../../tools/freshet/progress.js';
import { runScenario, withRunOptions, type RunOptions } from '../run-scenario.js';
import { measureStart } from '../start.scenario.js';
import { logLine } from './log-line.js';
import { wholeNumber } from './whole-number.js';

interface Arguments extends RunOptions {
  readonly rounds: number;
}

async function run(options: Arguments): Promise<void> {
  await runScenario('start', options, () =>
    withProgress('Starting', 'rounds', (onTurn) =>
      measureStart({ rounds: options.rounds, log: logLine, onTurn }),
    ),
  );
}

export function startCommand(): Command {
  return withRunOptions(
    new Command('start')
      .description(
        'starts each app several times, beside a bare Nest server: time to ready and memory when idle',
      )
      .option('--rounds <number>', 'starts of each', wholeNumber, 3),
  ).action(run);
}
