import type { ComparedSide } from '#libs/co-watch';
import type { Command } from 'commander';
import type {
  BuildReport,
  GateProgress,
  LearnProgress,
  PublishReport,
  RollbackReport,
} from '../../../apps/co-watch/index.js';
import { wholeProgress } from '../build-progress.js';
import { percent, printResult, rows } from '../output.js';
import { stepsOf } from '../progress.js';
import { siteName } from './option-values.js';
import { placeOfTables } from './place-of-tables.js';

interface SiteArguments {
  readonly site: string;
  readonly json?: true;
}

interface PublishArguments extends SiteArguments {
  readonly version?: string;
  readonly force?: true;
}

/** `build`, `publish` and `rollback`: a site's tables from history to service. */
export function addTables(program: Command): void {
  siteCommand(program, 'build')
    .description(
      "makes a new version of a site's tables of its history and learns their weights; it serves once it is published",
    )
    .action(runBuild);
  siteCommand(program, 'publish')
    .description('lets a version serve; running services swap to it between two requests')
    .option('--version <version>', 'left out: the one built last')
    .option('--force', 'publish what the gate would refuse')
    .action(runPublish);
  siteCommand(program, 'rollback').description('lets the version before serve again').action(runRollback);
}

function siteCommand(program: Command, name: string): Command {
  return program
    .command(name)
    .requiredOption('--site <site>', 'whose tables', siteName)
    .option('--json', 'the result as one JSON object on the last line of stdout');
}

async function runBuild({ site, json }: SiteArguments): Promise<void> {
  const { buildSite } = await import('../../../apps/co-watch/index.js');
  const { dataFolder, keepVersions, experimentsFile, ...parameters } = await placeOfTables();
  const progress = wholeProgress();
  const onProgress = ({ step, whole }: LearnProgress): void => progress.update(BUILD_STEPS[step], whole);
  const report = await buildSite({
    site,
    dataFolder,
    keepVersions,
    experimentsFile,
    parameters,
    onProgress,
  }).finally(() => progress.stop());
  printResult(report, json === true, describeBuild(report));
}

const BUILD_STEPS = {
  read: 'reading the history',
  count: 'counting pairs',
  embed: 'training the embedding',
  blend: 'learning the first score',
  trees: 'growing trees',
};

function describeBuild(report: BuildReport): string[] {
  const { counted, learning, scores } = report;
  return [
    ...rows({
      version: report.version,
      sessions: counted.sessions,
      interactions: counted.interactions,
      items: counted.items,
      neighbours: counted.neighbours,
      bytes: report.tableBytes,
      'bytes an item': Math.round(report.tableBytes / Math.max(1, counted.items)),
      'sessions learned from': learning.sliceSessions,
      trees: learning.trees,
      ...(scores && {
        'on sessions held out': `HR@20 ${percent(scores.hr20)}, MRR@20 ${percent(scores.mrr20)}, ${scores.cases} cases`,
      }),
      seconds: report.seconds.toFixed(1),
      'memory at most': `${Math.round(report.peakMemoryBytes / 1e6)} MB`,
    }),
    ...learning.leftOut.map((reason) => `Left out, ${reason}.`),
  ];
}

async function runPublish({ site, version, force, json }: PublishArguments): Promise<void> {
  const { publishSite } = await import('../../../apps/co-watch/index.js');
  const { dataFolder, keepVersions, experimentsFile } = await placeOfTables();
  const steps = stepsOf({ read: 'reading history', build: 'building', score: 'predicting' });
  try {
    const onProgress = ({ step, what, done, total }: GateProgress): void =>
      steps.update(step, what, done, total);
    const report = await publishSite({
      site,
      dataFolder,
      keepVersions,
      experimentsFile,
      version,
      force,
      onProgress,
    });
    steps.stop();
    printResult(report, json === true, [describe(report), ...describeGate(report.gate)]);
  } finally {
    steps.stop();
  }
}

async function runRollback({ site, json }: SiteArguments): Promise<void> {
  const { rollbackSite } = await import('../../../apps/co-watch/index.js');
  const { dataFolder, keepVersions, experimentsFile } = await placeOfTables();
  const report = await rollbackSite({ site, dataFolder, keepVersions, experimentsFile });
  printResult(report, json === true, [describe(report)]);
}

function describe({ site, version, replaced }: RollbackReport): string {
  if (replaced === version) return `${site} is served from ${version}, as before.`;
  return `${site} is served from ${version}${replaced === null ? '' : ` instead of ${replaced}`}.`;
}

/** What was measured before the version was let through, or why nothing was. */
function describeGate({ why, comparison }: PublishReport['gate']): string[] {
  if (!comparison) return [`Not compared: ${why ?? ''}.`];
  const { cases, cutoff, pairs } = comparison;
  const sides = pairs.flatMap(({ of, against }) => [
    describeSide(of, of.version === against.version),
    describeSide(against, false),
  ]);
  return [`Compared on ${cases} cases of sessions since ${cutoff}:`, ...new Set(sides)];
}

function describeSide({ version, tables, hr20, mrr20 }: ComparedSide, hasSeen: boolean): string {
  const how = tables === 'as-built' ? 'as built' : 'its recipe up to then';
  const scores = `HR@20 ${percent(hr20)}, MRR@20 ${percent(mrr20)}`;
  return `  ${scores}: ${version}, ${how}${hasSeen ? ', which has seen these sessions' : ''}`;
}
