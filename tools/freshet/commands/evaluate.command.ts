import type { Command } from 'commander';
import type { EvaluateProgress, Evaluation } from '../../../apps/co-watch/index.js';
import { percent, printResult, rows } from '../output.js';
import { progressOf } from '../progress.js';
import { wholeNumber } from './option-values.js';

interface EvaluateArguments {
  readonly train: string;
  readonly test: string;
  readonly limitSessions?: number;
  readonly json?: true;
}

export function addEvaluate(program: Command): void {
  program
    .command('evaluate')
    .description('builds tables from one file and predicts the sessions of another with them')
    .requiredOption('--train <file>', 'events to learn from: CSV, JSONL or Parquet, gzipped or not')
    .requiredOption('--test <file>', 'events whose sessions are predicted, item by item')
    .option(
      '--limit-sessions <n>',
      'take the first n sessions by start, then id',
      wholeNumber(1, 999_999_999),
    )
    .option('--json', 'the result as one JSON object on the last line of stdout')
    .action(runEvaluate);
}

async function runEvaluate({ train, test, limitSessions, json }: EvaluateArguments): Promise<void> {
  const { evaluate } = await import('../../../apps/co-watch/index.js');
  const progress = progressOf('scoring', 'sessions');
  const onProgress = ({ step, done, total }: EvaluateProgress): void => {
    if (step === 'score' && total !== null) progress.update(done, total);
  };
  try {
    const evaluation = await evaluate({ train, test, limitSessions, onProgress });
    progress.stop();
    printResult(evaluation, json === true, describe(evaluation));
  } finally {
    progress.stop();
  }
}

function describe(evaluation: Evaluation): string[] {
  return rows({
    'HR@20': percent(evaluation.hr20),
    'MRR@20': percent(evaluation.mrr20),
    cases: evaluation.cases,
    sessions: evaluation.sessions,
    'slate, p50': `${evaluation.microsP50.toFixed(0)} µs`,
    'slate, p99': `${evaluation.microsP99.toFixed(0)} µs`,
    'build seconds': evaluation.buildSeconds.toFixed(1),
    'table bytes': evaluation.tableBytes,
  });
}
