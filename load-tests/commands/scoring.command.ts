import { Command } from 'commander';
import { withProgress } from '../../tools/freshet/progress.js';
import { runScenario, withRunOptions, type RunOptions } from '../run-scenario.js';
import { measureScoring, type ScoringOptions } from '../scoring.scenario.js';
import { wholeNumber } from './whole-number.js';

type Arguments = Omit<ScoringOptions, 'onRound'> & RunOptions;

async function run(options: Arguments): Promise<void> {
  await runScenario('scoring', options, () =>
    withProgress('Scoring', 'rounds', (onRound) => measureScoring({ ...options, onRound })),
  );
}

export function scoringCommand(): Command {
  return withRunOptions(
    new Command('scoring')
      .description(
        "times one request's scoring on recorded sessions and the tables in service, without network or server; " +
          'the control looks once at the same table entries and keeps the best twenty',
      )
      .requiredOption('--data <folder>', 'FRESHET_DATA that the tables are in')
      .requiredOption('--site <site>', 'whose tables')
      .requiredOption('--sessions <file>', 'recorded sessions, columns as for import')
      .option('--every <number>', 'take one of so many places in the sessions', wholeNumber, 20)
      .option('--rounds <number>', 'times that each is scored in each way', wholeNumber, 10),
  ).action(run);
}
