import { messageOf } from '#libs/contracts';
import { readFile } from 'node:fs/promises';
import type { Outcome } from '../outcome.js';
import { parseRun } from '../results/run-record.js';
import { runCommand } from './child-command.js';
import { MeasuredSite } from './measured-site.js';
import { stepsAlone, stepsOnStack, type Step } from './report-steps.js';

export interface ReportOptions {
  /** Also what takes long. */
  readonly isFull: boolean;
  /** Folder for the JSON file and the page of every scenario. */
  readonly out: string;
  readonly log: (line: string) => void;
}

/**
 * Runs the scenarios one after the other, each in a process of its own as a user would, on a site and a stack made for it. A scenario that
 * fails is told among the failures, and the others go on.
 */
export async function runReport(options: ReportOptions): Promise<Outcome> {
  const site = await MeasuredSite.prepare(options.log);
  try {
    const alone = await runSteps(stepsAlone(site, options.isFull), options);
    const stack = await site.startStack();
    const together = await runSteps(stepsOnStack(site, stack, options.isFull), options);
    return merged([...alone, ...together]);
  } finally {
    await site.remove();
  }
}

async function runSteps(steps: readonly Step[], options: ReportOptions): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    options.log(`npm run load -- ${step.scenario} ${step.args.join(' ')}`);
    outcomes.push(await runStep(step, options));
  }
  return outcomes;
}

async function runStep({ scenario, args }: Step, { out, log }: ReportOptions): Promise<Outcome> {
  const command = [scenario, ...args, '--out', out, '--json'];
  try {
    const { lastLine } = await runCommand('load-tests/main.js', command);
    const result = JSON.parse(lastLine) as Result;
    if ('error' in result) throw new Error(result.error.message);
    const { comparisons, charts, failures } = parseRun(await readFile(result.files.record, 'utf8'), scenario);
    return {
      comparisons: comparisons.map((each) => ({ ...each, figure: `${scenario}: ${each.figure}` })),
      charts: charts.map((each) => ({ ...each, title: `${scenario}: ${each.title}` })),
      failures: renamed(failures, (kind) => `${scenario}: ${kind}`),
    };
  } catch (fault) {
    log(`${scenario} failed: ${messageOf(fault)}`);
    const target = { valueMax: 0 };
    const comparison = { figure: `${scenario}: could not be measured`, values: [1], target };
    return { comparisons: [comparison], charts: [], failures: {} };
  }
}

/** What a scenario prints on its last line. */
type Result =
  { readonly files: { readonly record: string } } | { readonly error: { readonly message: string } };

function merged(outcomes: readonly Outcome[]): Outcome {
  return {
    comparisons: outcomes.flatMap(({ comparisons }) => comparisons),
    charts: outcomes.flatMap(({ charts }) => charts),
    failures: Object.assign({}, ...outcomes.map(({ failures }) => failures)) as Outcome['failures'],
  };
}

function renamed(failures: Outcome['failures'], rename: (kind: string) => string): Outcome['failures'] {
  return Object.fromEntries(Object.entries(failures).map(([kind, times]) => [rename(kind), times]));
}
