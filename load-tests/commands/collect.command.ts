import { Command } from 'commander';
import { withProgress } from '../../tools/freshet/progress.js';
import { compareCollectors, measureCollector } from '../collect.scenario.js';
import { runScenario, withRunOptions, type RunOptions } from '../run-scenario.js';
import { baseUrl } from './base-url.js';
import { logLine } from './log-line.js';
import { wholeNumber } from './whole-number.js';

interface Arguments extends RunOptions {
  readonly site: string;
  readonly connections: number;
  readonly duration: number;
  readonly batch: number;
  readonly rounds: number;
}

async function run(given: Arguments): Promise<void> {
  const { url, site } = given;
  const options = { ...given, durationSeconds: given.duration };
  await runScenario('collect', given, () =>
    url === undefined
      ? withProgress('Collecting', 'turns', (onTurn) =>
          compareCollectors({ ...options, log: logLine, onTurn }),
        )
      : measureCollector(url, site, options),
  );
}

export function collectCommand(): Command {
  return withRunOptions(
    new Command('collect')
      .description(
        'posts batches as fast as they are answered: to a deployment, or to a collector and its control in turns',
      )
      .option('--url <url>', 'where Freshet answers; left out: starts all that is measured', baseUrl)
      .option('--site <site>', 'site to post to, with --url', 'demo')
      .option('--connections <number>', 'senders at a time', wholeNumber, 64)
      .option('--duration <seconds>', 'how long, a turn', wholeNumber, 5)
      .option('--batch <number>', 'events of a batch', wholeNumber, 10)
      .option('--rounds <number>', 'turns of each, without --url', wholeNumber, 5),
  ).action(run);
}
