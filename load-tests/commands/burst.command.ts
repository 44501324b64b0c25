import { Command } from 'commander';
import { burst } from '../burst.scenario.js';
import { runScenario } from '../run-scenario.js';
import {
  deploymentOf,
  WARM_UP_SECONDS,
  withDeploymentOptions,
  type DeploymentArguments,
} from './deployment-options.js';
import { wholeNumber } from './whole-number.js';

interface Arguments extends DeploymentArguments {
  readonly rate: number;
  readonly times: number;
  readonly seconds: number;
  readonly steady: number;
}

async function run(given: Arguments): Promise<void> {
  const { rate, times, seconds, steady } = given;
  await runScenario('burst', given, async () =>
    burst({
      ...(await deploymentOf(given)),
      rate,
      times,
      seconds,
      steadySeconds: steady,
      warmUpSeconds: WARM_UP_SECONDS,
    }),
  );
}

export function burstCommand(): Command {
  return withDeploymentOptions(
    new Command('burst')
      .description(
        'browses at a steady rate, then at many times that, then steadily again: how soon all is well',
      )
      .option('--rate <number>', 'steady requests a second, views and reads together', wholeNumber, 100)
      .option('--times <number>', "the burst's rate is so many times that", wholeNumber, 10)
      .option('--seconds <number>', 'of the burst', wholeNumber, 30)
      .option('--steady <seconds>', 'before and after', wholeNumber, 15),
  ).action(run);
}
