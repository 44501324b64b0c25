import { Command } from 'commander';
import { withProgress } from '../../tools/freshet/progress.js';
import { measureReads, type ReadOptions } from '../read.scenario.js';
import { runScenario, withRunOptions, type RunOptions } from '../run-scenario.js';
import { baseUrl } from './base-url.js';
import { wholeNumber } from './whole-number.js';

interface Arguments extends RunOptions, Omit<ReadOptions, 'url' | 'durationSeconds' | 'onTurn'> {
  readonly url: string;
  readonly duration: number;
}

async function run(options: Arguments): Promise<void> {
  await runScenario('read', options, () =>
    withProgress('Reading', 'turns', (onTurn) =>
      measureReads({ ...options, durationSeconds: options.duration, onTurn }),
    ),
  );
}

export function readCommand(): Command {
  return withRunOptions(
    new Command('read')
      .description(
        'reads the slates of sessions: as many as are answered, and at fixed rates; beside a bare server that does the same, where its place is given',
      )
      .requiredOption('--url <url>', 'where Freshet answers, such as http://localhost:3000', baseUrl)
      .option('--read-url <url>', 'who answers reads, where that is another: the recommender itself', baseUrl)
      .option('--site <site>', 'site to read', 'demo')
      .option(
        '--sessions <file>',
        "recorded sessions to read, columns as for import; left out: the demo site's",
      )
      .option('--count <number>', 'sessions to read', wholeNumber, 500)
      .option('--connections <number>', 'readers at a time, at saturation', wholeNumber, 16)
      .option('--duration <seconds>', 'of each measurement', wholeNumber, 3)
      .option('--rounds <number>', 'how often, the control in turn', wholeNumber, 7)
      .option('--rate <number>', 'reads a second, of the fixed rate', wholeNumber, 1000)
      .option('--control-data <folder>', "the deployment's FRESHET_DATA, for the control")
      .option('--control-redis <url>', "the deployment's Redis, for the control"),
  ).action(run);
}
