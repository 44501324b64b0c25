import { Command } from 'commander';
import { clickToSlate } from '../click-to-slate.scenario.js';
import { baseUrl } from './base-url.js';
import { progressOf } from '../../tools/freshet/progress.js';
import { printResult, rows } from '../../tools/freshet/output.js';
import { wholeNumber } from './whole-number.js';

/** Half of the clicks should show their slate sooner than this, milliseconds. */
const TARGET_MS_P50 = 50;

interface Arguments {
  readonly url: string;
  readonly site: string;
  readonly clicks: number;
  readonly json?: true;
}

async function run({ url, site, clicks, json }: Arguments): Promise<void> {
  const progress = progressOf('Clicking', 'clicks');
  const onClick = (done: number): void => progress.update(done, clicks);
  const result = await clickToSlate({ url, site, clicks, onClick }).finally(() => progress.stop());
  const figures: [string, number][] = Object.entries<number>({ ...result }).map(([name, ms]) => [
    name,
    Number(ms.toFixed(1)),
  ]);
  const held = result.renderedMsP50 < TARGET_MS_P50;
  const summary = {
    scenario: 'click-to-slate',
    url,
    ...Object.fromEntries<number>(figures),
    targetMsP50: TARGET_MS_P50,
    held: held ? 'yes' : 'no',
  };
  printResult(summary, json === true, rows(summary));
  process.exitCode = held ? 0 : 1;
}

export function clickToSlateCommand(): Command {
  return new Command('click-to-slate')
    .description('clicks a slate in a real Chromium: from the click to the changed slate on the screen')
    .requiredOption('--url <url>', 'where Freshet answers, such as http://localhost:3000', baseUrl)
    .option('--site <site>', 'site to browse', 'demo')
    .option('--clicks <number>', 'how many', wholeNumber, 200)
    .option('--json', 'the result as one JSON object on the last line')
    .action(run);
}
