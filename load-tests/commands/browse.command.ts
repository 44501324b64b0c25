import autocannon from 'autocannon';
import { Command } from 'commander';
import { browse } from '../browse.scenario.js';
import { runScenario } from '../run-scenario.js';
import { deploymentOf, withDeploymentOptions, type DeploymentArguments } from './deployment-options.js';
import { wholeNumber } from './whole-number.js';

interface Arguments extends DeploymentArguments {
  readonly connections: number;
  readonly duration: number;
}

async function run(given: Arguments): Promise<void> {
  const { connections, duration } = given;
  const onRun = (running: autocannon.Instance): void => {
    autocannon.track(running, {
      outputStream: process.stderr,
      renderProgressBar: true,
      renderResultsTable: false,
    });
  };
  await runScenario('browse', given, async () =>
    browse({ ...(await deploymentOf(given)), connections, durationSeconds: duration, onRun }),
  );
}

export function browseCommand(): Command {
  return withDeploymentOptions(
    new Command('browse')
      .description(
        'walks sessions as fast as the service answers: posts each event, then asks for recommendations',
      )
      .option('--connections <number>', 'visitors at a time', wholeNumber, 10)
      .option('--duration <seconds>', 'how long', wholeNumber, 10),
  ).action(run);
}
