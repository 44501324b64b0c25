import { Command, InvalidArgumentError } from 'commander';
import { runScenario } from '../run-scenario.js';
import { climbStaircase } from '../staircase.scenario.js';
import {
  deploymentOf,
  WARM_UP_SECONDS,
  withDeploymentOptions,
  type DeploymentArguments,
} from './deployment-options.js';
import { logLine } from './log-line.js';
import { wholeNumber } from './whole-number.js';

interface Arguments extends DeploymentArguments {
  readonly from: number;
  readonly factor: number;
  readonly step?: number;
  readonly seconds: number;
  readonly p99?: number;
}

async function run(given: Arguments): Promise<void> {
  const { from, factor, step, seconds, p99 } = given;
  const stairs = {
    from,
    factor,
    secondsPerStep: seconds,
    warmUpSeconds: WARM_UP_SECONDS,
    log: logLine,
    ...(step !== undefined && { step }),
    ...(p99 !== undefined && { p99Ms: p99 }),
  };
  await runScenario('staircase', given, async () =>
    climbStaircase({ ...(await deploymentOf(given)), ...stairs }),
  );
}

export function staircaseCommand(): Command {
  return withDeploymentOptions(
    new Command('staircase')
      .description('browses at due times, the rate up in steps until the latency target breaks: the capacity')
      .option(
        '--from <number>',
        'requests a second of the first step, views and reads together',
        wholeNumber,
        200,
      )
      .option('--factor <number>', "the next step's rate is this many times the last", factorUp, 1.3)
      .option('--step <number>', 'instead: requests a second more than the last', wholeNumber)
      .option('--seconds <number>', 'of a step', wholeNumber, 10)
      .option('--p99 <ms>', 'what p99 must stay within; left out: as targets.yaml has it', wholeNumber),
  ).action(run);
}

function factorUp(text: string): number {
  const factor = Number(text);
  if (!(factor > 1 && factor <= 10))
    throw new InvalidArgumentError('It must be a number above 1, 10 at most.');
  return factor;
}
