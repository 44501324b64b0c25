import { Command } from 'commander';
import autocannon, { type Result } from 'autocannon';
import { randomBytes } from 'node:crypto';
import { browse, failuresOf } from '../browse.scenario.js';
import { demoWalks, recordedWalks, Walkers } from '../session-walks.js';
import { baseUrl } from './base-url.js';
import { printResult, rows } from '../../tools/freshet/output.js';
import { wholeNumber } from './whole-number.js';

const WALKED_SESSIONS = 5000;

interface BrowseArguments {
  readonly url: string;
  readonly site: string;
  readonly connections: number;
  readonly duration: number;
  readonly sessions?: string;
  readonly json?: true;
}

async function run({ url, site, connections, duration, sessions, json }: BrowseArguments): Promise<void> {
  const walks = await (sessions === undefined ? demoWalks(WALKED_SESSIONS) : recordedWalks(sessions));
  const walkers = new Walkers(walks, `load-${randomBytes(4).toString('hex')}`);
  const instance = browse({ url, site, connections, durationSeconds: duration, walkers });
  autocannon.track(instance, {
    outputStream: process.stderr,
    renderProgressBar: true,
    renderResultsTable: !json,
  });
  const result = await new Promise<Result>((resolve) => instance.on('done', resolve));
  const failures = failuresOf(result);
  const summary = {
    scenario: 'browse',
    url,
    seconds: result.duration,
    requests: result.requests.total,
    requestsPerSecond: result.requests.average,
    latencyMsP50: result.latency.p50,
    latencyMsP90: result.latency.p90,
    latencyMsP99: result.latency.p99,
    sessionsWalked: walkers.sessionsBegun,
    failures,
  };
  printResult(summary, json === true, rows(summary));
  process.exitCode = failures > 0 || summary.requests === 0 ? 1 : 0;
}

export function browseCommand(): Command {
  return new Command('browse')
    .description('walks real sessions: posts each event, then asks for recommendations')
    .requiredOption('--url <url>', 'where Freshet answers, such as http://localhost:3000', baseUrl)
    .option('--site <site>', 'site to post to', 'demo')
    .option('--connections <number>', 'visitors at a time', wholeNumber, 10)
    .option('--duration <seconds>', 'how long', wholeNumber, 10)
    .option(
      '--sessions <file>',
      "recorded sessions to walk, columns as for import; left out: the demo site's",
    )
    .option('--json', 'the result as one JSON object on the last line')
    .action(run);
}
