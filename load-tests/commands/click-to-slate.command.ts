import { Command } from 'commander';
import { progressOf } from '../../tools/freshet/progress.js';
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
  const progress = progressOf('Clicking', 'clicks');
  const onClick = (done: number): void => progress.update(done, options.clicks);
  await runScenario('click-to-slate', options, () =>
    measureClicks({ ...options, onClick }).finally(() => progress.stop()),
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
