import { Command } from 'commander';
import { progressOf } from '../../tools/freshet/progress.js';
import { compareConsumers } from '../consume.scenario.js';
import { printComparison } from '../comparison.js';
import { comparisonsOf } from '../interleaved.js';
import { readTargets } from '../targets.js';
import { logLine } from './log-line.js';
import { wholeNumber } from './whole-number.js';

interface Arguments {
  readonly events: number;
  readonly visitors: number;
  readonly rounds: number;
  readonly json?: true;
}

async function run({ json, events, ...options }: Arguments): Promise<void> {
  const progress = progressOf('Draining', 'turns');
  const onTurn = progress.update.bind(progress);
  const beside = await compareConsumers({
    ...options,
    events: events * 1000,
    log: logLine,
    onTurn,
  }).finally(() => progress.stop());
  const rows = comparisonsOf('session-state', beside, (await readTargets()).consume);
  printComparison('consume', undefined, rows, json === true);
}

export function consumeCommand(): Command {
  return new Command('consume')
    .description('has session-state and its control drain the same backlog in turns, on parts of their own')
    .option('--events <thousands>', 'thousands of events in the backlog', wholeNumber, 1000)
    .option('--visitors <number>', 'visitors at a time', wholeNumber, 2000)
    .option('--rounds <number>', 'turns of each', wholeNumber, 3)
    .option('--json', 'the result as one JSON object on the last line')
    .action(run);
}
