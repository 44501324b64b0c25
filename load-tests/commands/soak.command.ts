import { Command } from 'commander';
import { runScenario } from '../run-scenario.js';
import { soak } from '../soak.scenario.js';
import { deploymentOf, withDeploymentOptions, type DeploymentArguments } from './deployment-options.js';
import { wholeNumber } from './whole-number.js';

interface Arguments extends DeploymentArguments {
  readonly rate: number;
  readonly minutes: number;
}

async function run(given: Arguments): Promise<void> {
  await runScenario('soak', given, async () =>
    soak({ ...(await deploymentOf(given)), rate: given.rate, seconds: given.minutes * 60 }),
  );
}

export function soakCommand(): Command {
  return withDeploymentOptions(
    new Command('soak')
      .description('browses at a steady rate for long: what grows, and what gets slower')
      .option('--rate <number>', 'requests a second, views and reads together', wholeNumber, 200)
      .option('--minutes <number>', 'how long', wholeNumber, 10),
  ).action(run);
}
