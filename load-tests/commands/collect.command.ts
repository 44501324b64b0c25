import { Command } from 'commander';
import { progressOf } from '../../tools/freshet/progress.js';
import { printResult, rows } from '../../tools/freshet/output.js';
import { failuresOf } from '../browse.scenario.js';
import { collect, compareCollectors, type CollectOptions } from '../collect.scenario.js';
import { printComparison } from '../comparison.js';
import { comparisonsOf } from '../interleaved.js';
import { readTargets } from '../targets.js';
import { baseUrl } from './base-url.js';
import { logLine } from './log-line.js';
import { wholeNumber } from './whole-number.js';

interface Arguments {
  readonly url?: string;
  readonly site: string;
  readonly connections: number;
  readonly duration: number;
  readonly batch: number;
  readonly rounds: number;
  readonly json?: true;
}

async function run({ url, duration, ...given }: Arguments): Promise<void> {
  const options = { ...given, durationSeconds: duration };
  if (url === undefined) await compare(options);
  else await drive(url, options);
}

/** A deployment that is there: its throughput alone. */
async function drive(
  url: string,
  { site, json, ...options }: CollectOptions & Pick<Arguments, 'site' | 'json'>,
): Promise<void> {
  const result = await collect(url, site, options);
  const failures = failuresOf(result);
  const summary = {
    scenario: 'collect',
    url,
    seconds: result.duration,
    batches: result.requests.total,
    eventsPerSecond: Math.round(result.requests.average * options.batch),
    latencyMsP50: result.latency.p50,
    latencyMsP99: result.latency.p99,
    failures,
  };
  printResult(summary, json === true, rows(summary));
  process.exitCode = failures > 0 || summary.batches === 0 ? 1 : 0;
}

/** The collector beside its control, on parts of their own. */
async function compare({
  json,
  ...options
}: CollectOptions & Pick<Arguments, 'rounds' | 'json'>): Promise<void> {
  const progress = progressOf('Collecting', 'turns');
  const onTurn = progress.update.bind(progress);
  const beside = await compareCollectors({ ...options, log: logLine, onTurn }).finally(() => progress.stop());
  const figures = comparisonsOf('collector', beside, (await readTargets()).collect);
  printComparison('collect', undefined, figures, json === true);
}

export function collectCommand(): Command {
  return new Command('collect')
    .description(
      'posts batches as fast as they are answered: to a deployment, or to a collector and its control in turns',
    )
    .option('--url <url>', 'where Freshet answers; left out: starts all that is measured', baseUrl)
    .option('--site <site>', 'site to post to, with --url', 'demo')
    .option('--connections <number>', 'senders at a time', wholeNumber, 64)
    .option('--duration <seconds>', 'how long, a turn', wholeNumber, 5)
    .option('--batch <number>', 'events of a batch', wholeNumber, 10)
    .option('--rounds <number>', 'turns of each, without --url', wholeNumber, 5)
    .option('--json', 'the result as one JSON object on the last line')
    .action(run);
}
