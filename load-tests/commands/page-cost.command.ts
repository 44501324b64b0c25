import { Command } from 'commander';
import { withProgress } from '../../tools/freshet/progress.js';
import { measurePageCost } from '../page-cost.scenario.js';
import { runScenario, withRunOptions, type RunOptions } from '../run-scenario.js';
import { baseUrl } from './base-url.js';
import { wholeNumber } from './whole-number.js';

interface Arguments extends RunOptions {
  readonly url: string;
  readonly site: string;
  readonly rounds: number;
}

async function run(options: Arguments): Promise<void> {
  await runScenario('page-cost', options, () =>
    withProgress('Visiting', 'visits', (onVisit) => measurePageCost({ ...options, onVisit })),
  );
  process.stderr.write(
    `Medians of ${options.rounds} visits each, interleaved, at a quarter of the processor's speed. Control: the same page without guests; of tasks, the least that any tracker does (read localStorage, ask for a lock, send).\n`,
  );
}

export function pageCostCommand(): Command {
  return withRunOptions(
    new Command('page-cost')
      .description(
        'what beacon and widget cost a page in a real Chromium: bytes, longest task, layout shift, first paint',
      )
      .requiredOption('--url <url>', 'where Freshet answers, such as http://localhost:3000', baseUrl)
      .option('--site <site>', 'site to browse', 'demo')
      .option('--rounds <number>', 'visits with each, and without', wholeNumber, 5),
  ).action(run);
}
