import { Command } from 'commander';
import { measureFreshness } from '../freshness.scenario.js';
import { runScenario } from '../run-scenario.js';
import {
  deploymentOf,
  WARM_UP_SECONDS,
  withDeploymentOptions,
  type DeploymentArguments,
} from './deployment-options.js';
import { wholeNumber } from './whole-number.js';

interface Arguments extends DeploymentArguments {
  readonly events: number;
  readonly reads: number;
  readonly probes: number;
  readonly seconds: number;
  readonly rounds: number;
}

async function run(given: Arguments): Promise<void> {
  const { events, reads, probes, seconds, rounds } = given;
  await runScenario('freshness', given, async () =>
    measureFreshness({
      ...(await deploymentOf(given)),
      events,
      reads,
      probes,
      seconds,
      rounds,
      warmUpSeconds: WARM_UP_SECONDS,
    }),
  );
}

export function freshnessCommand(): Command {
  return withDeploymentOptions(
    new Command('freshness')
      .description(
        'how soon an event is in the vector, and in an answer, under a load of events and reads at due times',
      )
      .option('--events <number>', 'events a second, in batches of 1 to 10', wholeNumber, 2000)
      .option('--reads <number>', 'reads a second', wholeNumber, 500)
      .option('--probes <number>', 'events a second that are followed to the answer', wholeNumber, 20)
      .option('--seconds <number>', 'of a round', wholeNumber, 30)
      .option('--rounds <number>', 'how often', wholeNumber, 1),
  ).action(run);
}
