import { InvalidArgumentError, type Command } from 'commander';
import { columns, printResult } from '../tools/freshet/output.js';
import { heldText, rowOf, type Row } from './comparison.js';
import type { Outcome } from './outcome.js';
import { writeRun } from './results/write-run.js';

/** What every scenario's command takes. */
export interface RunOptions {
  readonly url?: string;
  /** Folder for the run's JSON file and its page. */
  readonly out: string;
  readonly json?: true;
}

export function withRunOptions(command: Command): Command {
  return command
    .option('--out <folder>', "where the run's JSON file and its page go", namedFolder, 'load-results')
    .option('--json', 'the result as one JSON object on the last line');
}

function namedFolder(folder: string): string {
  if (folder.trim() === '') throw new InvalidArgumentError('Name a folder, such as load-results.');
  return folder;
}

/**
 * Runs a scenario, prints its figures as one table, keeps the run as a JSON file and a page, and sets the exit code: 1 where a target was not
 * held.
 */
export async function runScenario(
  scenario: string,
  options: RunOptions,
  measure: () => Promise<Outcome>,
): Promise<void> {
  const startedAt = new Date();
  const outcome = await measure();
  const { json, out, ...given } = options;
  const files = await writeRun(out, { scenario, options: given, startedAt, outcome });
  const rows = outcome.comparisons.map(rowOf);
  const { failures } = outcome;
  const lines = [...tableOf(rows), ...failureLines(failures), '', files.page];
  printResult({ scenario, url: options.url ?? null, rows, failures, files }, json === true, lines);
  if (rows.some(({ held }) => held === false)) process.exitCode = 1;
}

const HEADINGS: readonly string[] = ['', 'value', 'control', 'ratio', '95 %', 'target', ''];

function tableOf(rows: readonly Row[]): string[] {
  const lines = rows.map(({ figure, value, control, ratio, interval, target, ...judged }) => [
    figure,
    String(value ?? '-'),
    String(control ?? ''),
    String(ratio ?? ''),
    interval ? `${interval[0]} to ${interval[1]}` : '',
    target ?? '',
    heldText(judged),
  ]);
  return columns([HEADINGS, ...lines]);
}

function failureLines(failures: Outcome['failures']): string[] {
  return Object.entries(failures).map(([kind, times]) => `failed, ${kind}: ${times}`);
}
