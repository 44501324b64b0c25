import { Command } from 'commander';
import { runReport } from '../report/run-report.js';
import { runScenario, withRunOptions, type RunOptions } from '../run-scenario.js';
import { logLine } from './log-line.js';

interface Arguments extends RunOptions {
  readonly full?: true;
}

async function run(options: Arguments): Promise<void> {
  const { out, full } = options;
  await runScenario('report', options, () => runReport({ isFull: full === true, out, log: logLine }));
}

export function reportCommand(): Command {
  return withRunOptions(
    new Command('report')
      .description(
        'measures everything beside its control on a stack of its own, and prints one table; under 15 minutes. Nothing else should run meanwhile',
      )
      .option('--full', 'also what takes long: the big catalogue, ten million events, the capacity'),
  ).action(run);
}
