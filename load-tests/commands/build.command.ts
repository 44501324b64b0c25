import { Command, InvalidArgumentError } from 'commander';
import { measureBuild } from '../build.scenario.js';
import { runScenario, withRunOptions, type RunOptions } from '../run-scenario.js';
import { logLine } from './log-line.js';
import { wholeNumber } from './whole-number.js';

interface Arguments extends RunOptions {
  readonly events: readonly number[];
  readonly counted?: number;
  readonly rounds: number;
}

async function run(options: Arguments): Promise<void> {
  await runScenario('build', options, () => measureBuild({ ...options, log: logLine }));
}

const MILLION = 1_000_000;

/** @throws InvalidArgumentError where they are not whole numbers, ascending. */
function sizes(text: string): number[] {
  const numbers = text.split(',').map(Number);
  const isAscending = numbers.every((size, at) => size > (numbers[at - 1] ?? 0));
  if (!isAscending || !numbers.every(Number.isSafeInteger))
    throw new InvalidArgumentError('Name whole numbers, ascending, such as 1000000,3000000,10000000.');
  return numbers;
}

export function buildCommand(): Command {
  return withRunOptions(
    new Command('build')
      .description(
        'builds tables of generated histories as users build theirs: seconds, memory, disk, growth',
      )
      .option('--events <numbers>', 'sizes of the histories, with commas', sizes, [MILLION])
      .option(
        '--counted <number>',
        'size of one more history whose pairs alone are counted, instead of those of the others',
        wholeNumber,
      )
      .option('--rounds <number>', 'times that pairs are counted alone', wholeNumber, 3),
  ).action(run);
}
