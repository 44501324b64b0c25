import { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { columns, printResult } from '../../tools/freshet/output.js';
import { compareRuns, type Change } from '../results/compare-runs.js';
import { parseRun, type RunRecord } from '../results/run-record.js';

async function run(before: string, after: string, { json }: { readonly json?: true }): Promise<void> {
  const compared = compareRuns(await readRun(before), await readRun(after));
  const { changes, cautions } = compared;
  printResult(compared, json === true, [...tableOf(changes), ...cautions.flatMap((each) => ['', each])]);
  if (changes.some(({ verdict }) => verdict === 'worse')) process.exitCode = 1;
}

async function readRun(file: string): Promise<RunRecord> {
  return parseRun(await readFile(file, 'utf8'), file);
}

const HEADINGS = ['', 'before', 'after', 'times', '95 %', ''];

function tableOf(changes: readonly Change[]): string[] {
  const lines = changes.map(({ figure, of, before, after, times, interval, verdict }) => [
    `${figure}${of === 'ratio' ? ', ratio to the control' : ''}`,
    before.toPrecision(3),
    after.toPrecision(3),
    times?.toPrecision(3) ?? '',
    interval ? `${interval[0].toPrecision(3)} to ${interval[1].toPrecision(3)}` : '',
    verdict === 'worse' ? 'WORSE' : verdict,
  ]);
  return columns([HEADINGS, ...lines]);
}

export function compareCommand(): Command {
  return new Command('compare')
    .description(
      'says what changed between two runs of a scenario, with intervals; figures that have a control by their ratio to it. Exit code 1 where something got worse',
    )
    .argument('<before>', "a run's JSON file")
    .argument('<after>', 'a later one')
    .option('--json', 'the result as one JSON object on the last line')
    .action(run);
}
