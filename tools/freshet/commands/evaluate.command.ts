import type { LearnedPart } from '#libs/co-watch';
import { Option, type Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import type { EvaluateOptions, Protocol } from '../../../apps/co-watch/index.js';
import { printResult } from '../output.js';
import { stepsOf } from '../progress.js';
import { describeEvaluation } from './evaluation-text.js';
import { siteName, wholeNumber } from './option-values.js';
import { placeOfTables } from './place-of-tables.js';

interface EvaluateArguments {
  readonly train?: string;
  readonly test?: string;
  readonly site?: string;
  readonly limitSessions?: number;
  readonly protocol: Protocol;
  readonly without?: readonly LearnedPart[];
  readonly baselines: boolean;
  readonly html?: string;
  readonly json?: true;
}

export function addEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .description(
      'learns from one part of recorded sessions, predicts the other part item by item, and sets simple methods beside it',
    )
    .option('--train <file>', 'events to learn from: CSV, JSONL or Parquet, gzipped or not')
    .option('--test <file>', 'events whose sessions are predicted, item by item')
    .option(
      '--site <site>',
      "instead of files, a site's own history, its newest sessions predicted",
      siteName,
    )
    .option(
      '--limit-sessions <n>',
      'take the first n sessions by start, then id',
      wholeNumber(1, 999_999_999),
    )
    .addOption(
      new Option('--protocol <name>', 'shop: never the item on the page, and no case where it comes again')
        .choices(['literature', 'shop'])
        .default('literature'),
    )
    .addOption(
      new Option(
        '--without <parts...>',
        'leave parts of what is learned out, to see what they are worth',
      ).choices(['embedding', 'traits', 'trees', 'everything']),
    )
    .option('--no-baselines', 'leave the simple methods out')
    .option('--html <file>', 'write a page with plots, self-contained')
    .option('--json', 'the result as one JSON object on the last line of stdout');
  command.action(async (args: EvaluateArguments) => runEvaluate(args, await whatToEvaluate(command, args)));
}

/** Files or a site, never both. */
async function whatToEvaluate(
  command: Command,
  { train, test, site }: EvaluateArguments,
): Promise<Pick<EvaluateOptions, 'on' | 'parameters' | 'memoryLimit'>> {
  if (site === undefined && train !== undefined && test !== undefined) return { on: { train, test } };
  if (site === undefined || train !== undefined || test !== undefined)
    command.error('error: give --train and --test, or --site');
  const { dataFolder, neighboursMax, minSessions, interactions } = await placeOfTables();
  return {
    on: { site, dataFolder },
    parameters: { neighboursMax, minSessions, interactions },
    memoryLimit: '2GB',
  };
}

async function runEvaluate(
  { limitSessions, protocol, without, baselines, html, json }: EvaluateArguments,
  what: Pick<EvaluateOptions, 'on' | 'parameters' | 'memoryLimit'>,
): Promise<void> {
  const { evaluate } = await import('../../../apps/co-watch/index.js');
  const steps = stepsOf({
    read: 'reading events',
    build: 'building tables',
    score: 'predicting',
    compare: 'resampling sessions',
  });
  try {
    const evaluation = await evaluate({
      ...what,
      limitSessions,
      protocol,
      without,
      baselines,
      onProgress: ({ step, method, done, total }) => steps.update(step, method, done, total),
    });
    steps.stop();
    if (html !== undefined) {
      const { evaluationPage } = await import('../evaluation-page/evaluation-page.js');
      await writeFile(html, await evaluationPage(evaluation, new Date()));
    }
    printResult(evaluation, json === true, describeEvaluation(evaluation));
  } finally {
    steps.stop();
  }
}
