import { Command } from 'commander';
import { startControl, type ControlProcess } from '../control/control-process.js';
import { printComparison, type Comparison } from '../comparison.js';
import { percentile } from '../percentile.js';
import { pace, playSessions, readsOf, saturate, type ReadTarget } from '../read.scenario.js';
import { demoWalks, recordedWalks } from '../session-walks.js';
import { progressOf } from '../../tools/freshet/progress.js';
import { baseUrl } from './base-url.js';
import { wholeNumber } from './whole-number.js';

interface Arguments {
  readonly url: string;
  readonly reads: string | undefined;
  readonly site: string;
  readonly sessions?: string;
  readonly count: number;
  readonly connections: number;
  readonly duration: number;
  readonly rounds: number;
  readonly rate: number;
  readonly controlData?: string;
  readonly controlRedis?: string;
  readonly json?: true;
}

/** One round's figures of one target. */
interface Round {
  readonly perSecond: number;
  readonly cpuMicros: number;
  readonly halfMicrosP99: number;
  readonly microsP50: number;
  readonly microsP99: number;
  readonly failures: number;
}

/** What is wanted of the service, as shares of the control where there is one. */
const TARGETS = { throughput: 0.75, cpuMicros: 150, p50Micros: 800, p99: 1.5 };

async function run(options: Arguments): Promise<void> {
  const { url, site, json } = options;
  const control = await controlOf(options);
  try {
    const walks = await (options.sessions === undefined
      ? demoWalks(options.count)
      : recordedWalks(options.sessions));
    const sessions = await playSessions(url, site, walks, options.count);
    const nextPath = readsOf(site, sessions);
    const targets = [
      { url: options.reads ?? url, nextPath },
      ...(control ? [{ url: control.url, nextPath }] : []),
    ];
    const [ours = [], theirs = []] = await playRounds(targets, options);
    printComparison('read', url, comparisonsOf(ours, theirs, options.rate), json === true);
  } finally {
    await control?.stop();
  }
}

function controlOf(options: Arguments): Promise<ControlProcess> | undefined {
  const { controlData, controlRedis, site } = options;
  if (controlData === undefined || controlRedis === undefined) return undefined;
  return startControl('reading.main.js', [controlData, controlRedis, site]);
}

/** The targets in turn, round after round. @returns rounds by target */
async function playRounds(targets: readonly ReadTarget[], options: Arguments): Promise<Round[][]> {
  const progress = progressOf('Reading', 'turns');
  const rounds: Round[][] = targets.map(() => []);
  let halfRate = 0;
  try {
    for (let turn = 0; turn < options.rounds * targets.length; turn += 1) {
      const at = turn % targets.length;
      const target = targets[at];
      if (!target) continue;
      const { failures, ...saturated } = await saturate(target, options.connections, options.duration);
      // The service's half is what both are tried at.
      if (at === 0) halfRate = saturated.perSecond / 2;
      const half = await pace(target, halfRate, options.duration);
      const paced = await pace(target, options.rate, options.duration);
      rounds[at]?.push({
        ...saturated,
        halfMicrosP99: half.microsP99,
        microsP50: paced.microsP50,
        microsP99: paced.microsP99,
        failures: failures + half.failures + paced.failures,
      });
      progress.update(turn + 1, options.rounds * targets.length);
    }
  } finally {
    progress.stop();
  }
  return rounds;
}

function comparisonsOf(ours: readonly Round[], theirs: readonly Round[], rate: number): Comparison[] {
  const median = (rounds: readonly Round[], name: keyof Round): number | null =>
    rounds.length === 0
      ? null
      : percentile(
          rounds.map((round) => round[name]),
          0.5,
        );
  const compared = (figure: string, name: keyof Round, target: Comparison['target'] = null): Comparison => ({
    figure,
    value: median(ours, name) ?? 0,
    control: median(theirs, name),
    target,
  });
  return [
    compared('reads/s at saturation', 'perSecond', { ratioMin: TARGETS.throughput }),
    compared('CPU a read at saturation, µs', 'cpuMicros', { valueMax: TARGETS.cpuMicros }),
    compared('p99 at half of that, µs', 'halfMicrosP99', { ratioMax: TARGETS.p99 }),
    compared(`p50 at ${rate} reads/s, µs`, 'microsP50', { valueMax: TARGETS.p50Micros }),
    compared(`p99 at ${rate} reads/s, µs`, 'microsP99', { ratioMax: TARGETS.p99 }),
    compared('failures', 'failures', { valueMax: 0 }),
  ];
}

export function readCommand(): Command {
  return new Command('read')
    .description(
      'reads the slates of sessions: as many as are answered, and at fixed rates; beside a bare server that does the same, where its place is given',
    )
    .requiredOption('--url <url>', 'where Freshet answers, such as http://localhost:3000', baseUrl)
    .option('--reads <url>', 'who answers reads, where that is another: the recommender itself', baseUrl)
    .option('--site <site>', 'site to read', 'demo')
    .option(
      '--sessions <file>',
      "recorded sessions to read, columns as for import; left out: the demo site's",
    )
    .option('--count <number>', 'sessions to read', wholeNumber, 500)
    .option('--connections <number>', 'readers at a time, at saturation', wholeNumber, 16)
    .option('--duration <seconds>', 'of each measurement', wholeNumber, 3)
    .option('--rounds <number>', 'how often, the control in turn', wholeNumber, 5)
    .option('--rate <number>', 'reads a second, of the fixed rate', wholeNumber, 1000)
    .option('--control-data <folder>', "the deployment's FRESHET_DATA, for the control")
    .option('--control-redis <url>', "the deployment's Redis, for the control")
    .option('--json', 'the result as one JSON object on the last line')
    .action(run);
}
