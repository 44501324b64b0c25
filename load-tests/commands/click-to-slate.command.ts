import { Command } from 'commander';
import { withProgress } from '../../tools/freshet/progress.js';
import { measureClicks } from '../click-to-slate.scenario.js';
import { runScenario, withRunOptions, type RunOptions } from '../run-scenario.js';
import { baseUrl } from './base-url.js';
import { wholeNumber } from './whole-number.js';

interface Arguments extends RunOptions {
  readonly url: string;
  readonly site: string;
  readonly clicks: number;
}

async function run(options: Arguments): Promise<void> {
  await runScenario('click-to-slate', options, () =>
    withProgress('Clicking', 'clicks', (onTurn) =>
      measureClicks({ ...options, onClick: (done) => onTurn(done, options.clicks) }),
    ),
  );
}

export function clickToSlateCommand(): Command {
  return withRunOptions(
    new Command('click-to-slate')
      .description('clicks a slate in a real Chromium: from the click to the changed slate on the screen')
      .requiredOption('--url <url>', 'where Freshet answers, such as http://localhost:3000', baseUrl)
      .option('--site <site>', 'site to browse', 'demo')
      .option('--clicks <number>', 'how many', wholeNumber, 200),
  ).action(run);
}
