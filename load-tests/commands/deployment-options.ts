import { InvalidArgumentError, type Command } from 'commander';
import { walksFrom, type Deployment, type WalksSource } from '../deployment.js';
import { withRunOptions, type RunOptions } from '../run-scenario.js';
import type { Walk } from '../session-walks.js';
import type { MetricsAddress } from '../watching/process-watch.js';
import { baseUrl } from './base-url.js';
import { wholeNumber } from './whole-number.js';

/** Connections are made and code is compiled in them: what comes before it is counted. */
export const WARM_UP_SECONDS = 5;

/** What every command takes that loads a deployment with browsing. */
export interface DeploymentArguments extends RunOptions, WalksSource {
  readonly url: string;
  readonly readUrl?: string;
  readonly site: string;
  readonly metrics?: readonly MetricsAddress[];
}

export function withDeploymentOptions(command: Command): Command {
  return withRunOptions(
    command
      .requiredOption('--url <url>', 'where Freshet answers, such as http://localhost:3000', baseUrl)
      .option('--read-url <url>', 'who answers reads, where that is another, at due times', baseUrl)
      .option('--site <site>', 'site to browse', 'demo')
      .option(
        '--sessions <file>',
        "recorded sessions to walk, columns as for import; left out: the demo site's",
      )
      .option('--items <number>', 'instead: sessions over so many items, by a Zipf law', wholeNumber)
      .option('--zipf <exponent>', 'exponent of the Zipf law', exponent, 1)
      .option('--item-prefix <text>', 'what their names begin with, before their rank', 'item-')
      .option(
        '--metrics <address...>',
        'processes to watch, as url or name=url; left out: what answers at --url',
        metricsAddress,
      ),
  );
}

/** @returns where the load goes, and its sessions. */
export async function deploymentOf({
  url,
  readUrl,
  site,
  metrics,
  ...source
}: DeploymentArguments): Promise<Deployment & { readonly walks: readonly Walk[] }> {
  return {
    url,
    readUrl,
    site,
    metrics: metrics ?? [{ name: 'service', url }],
    walks: await walksFrom(source),
  };
}

function exponent(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 5))
    throw new InvalidArgumentError('It must be a number from 0 to 5.');
  return value;
}

function metricsAddress(text: string, before: readonly MetricsAddress[] = []): readonly MetricsAddress[] {
  const [, name, address = text] = /^([\w-]+)=(.*)$/.exec(text) ?? [];
  const url = baseUrl(address);
  return [...before, { name: name ?? new URL(url).host, url }];
}
