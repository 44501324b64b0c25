import type { ExperimentReport, PlannedExperiment } from '#libs/experiment-results';
import type { Experiment } from '#libs/experiments';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import { EXIT, printResult, rows } from '../output.js';
import { progressOf } from '../progress.js';
import { siteName, wholeNumber } from './option-values.js';

interface ReportArguments {
  readonly from?: number;
  readonly html?: string;
  readonly json?: true;
}

interface PlanArguments {
  readonly site?: string;
  readonly unit: Experiment['unit'];
  readonly metric: string;
  readonly effect: readonly number[];
  readonly days: number;
  readonly json?: true;
}

const EFFECTS_DEFAULT = [0.01, 0.02, 0.05, 0.1, 0.2];
const MEMORY_LIMIT = '2GB';

/** `experiments report`, `plan` and `check`. */
export function addExperiments(program: Command): void {
  const experiments = program
    .command('experiments')
    .description('reads experiments out, plans and checks them');
  experiments
    .command('report')
    .description('what the history says of an experiment: what changed, how sure that is, and what to do')
    .argument('[key]', 'left out: every experiment that is no draft')
    .option(
      '--from <time>',
      'leave out what was shown before, such as 2026-11-23 or 2026-11-23T10:00Z',
      moment,
    )
    .option('--html <file>', 'write a page with plots, self-contained')
    .option('--json', 'the result as one JSON object on the last line of stdout')
    .action(runReport);
  experiments
    .command('plan')
    .description("says from a site's own traffic how long a test must run")
    .argument('[key]', 'an experiment of the file; left out: two variations of half the traffic each')
    .option('--site <site>', 'where no experiment is named', siteName)
    .addOption(
      new Option('--unit <unit>', 'where no experiment is named')
        .choices(['session', 'visitor'])
        .default('session'),
    )
    .option('--metric <name>', 'where no experiment is named', 'click-through')
    .option('--effect <shares...>', 'relative changes to find: 0.05 is 5 %', share, EFFECTS_DEFAULT)
    .option('--days <n>', 'how far back traffic is looked at', wholeNumber(1, 10_000), 28)
    .option('--json', 'the result as one JSON object on the last line of stdout')
    .action((key: string | undefined, args: PlanArguments) => runPlan(experiments, key, args));
  experiments
    .command('check')
    .description('lists every problem of the experiments file with its place, and what was probably meant')
    .argument('[file]', 'left out: the one that services use')
    .option('--json', 'the result as one JSON object on the last line of stdout')
    .action(runCheck);
  addRehearse(experiments);
}

/** Apart from the others: it needs a running service, and is for trying things out. */
function addRehearse(experiments: Command): void {
  experiments
    .command('rehearse')
    .description(
      'lets invented visitors walk through the demo film site of a running service, for trying experiments out',
    )
    .option('--url <url>', 'where the service is', 'http://localhost:3000')
    .option('--visitors <n>', 'how many of them', wholeNumber(1, 1_000_000), 6000)
    .option('--seed <n>', 'another seed invents others', wholeNumber(0, 999_999_999), 1)
    .option('--json', 'the result as one JSON object on the last line of stdout')
    .action(runRehearse);
}

interface RehearseArguments {
  readonly url: string;
  readonly visitors: number;
  readonly seed: number;
  readonly json?: true;
}

async function runRehearse({ url, visitors, seed, json }: RehearseArguments): Promise<void> {
  const { rehearse } = await import('../experiments/rehearse.js');
  const progress = progressOf('visiting', 'visitors');
  try {
    const onProgress = (visited: number): void => progress.update(visited, visitors);
    const report = await rehearse({ url, visitors, seed, onProgress });
    progress.stop();
    const { clicks, seconds } = report;
    printResult(
      report,
      json === true,
      rows({ visitors: report.visitors, clicks, seconds: seconds.toFixed(1) }),
    );
  } finally {
    progress.stop();
  }
}

function moment(text: string): number {
  const ms = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new InvalidArgumentError('It must be a UTC day or time: 2026-11-23 or 2026-11-23T10:00Z.');
}

function share(text: string, before: readonly number[]): readonly number[] {
  const number = Number(text);
  if (!(number >= 0.001 && number <= 10))
    throw new InvalidArgumentError('It must be a number from 0.001 to 10.');
  return before === EFFECTS_DEFAULT ? [number] : [...before, number];
}

/** Where things are; loaded when a command runs. */
async function environmentOf(): Promise<{ dataFolder: string; file: string; configured: string[] }> {
  const { loadConfiguration } = await import('../../../libs/runtime/configuration.js');
  const { environment, sites } = loadConfiguration();
  const { dataFolder, experimentsFile } = environment;
  return { dataFolder, file: experimentsFile.path, configured: Object.keys(sites) };
}

async function runReport(key: string | undefined, { from = 0, html, json }: ReportArguments): Promise<void> {
  const { readExperiments, requireValid, chooseExperiments } =
    await import('../experiments/read-experiments.js');
  const { openDuckDb } = await import('#libs/duckdb');
  const { reportExperiment } = await import('#libs/experiment-results');
  const { describeReport } = await import('../experiments/report-text.js');
  const { dataFolder, file } = await environmentOf();
  const read = await readExperiments(file);
  requireValid(read);
  const reports: ExperimentReport[] = [];
  const db = await openDuckDb({ memoryLimit: MEMORY_LIMIT });
  try {
    for (const experiment of chooseExperiments(read, key))
      reports.push(await reportExperiment(db, dataFolder, experiment, from));
  } finally {
    await db.close();
  }
  if (html !== undefined) {
    const { experimentsPage } = await import('../experiments-page/experiments-page.js');
    await writeFile(html, await experimentsPage(reports, new Date()));
  }
  const nothing = `${read.path} has no experiment but drafts: name one, or set its status to running.`;
  const lines = reports.flatMap((report, at) => [...(at > 0 ? ['', ''] : []), ...describeReport(report)]);
  printResult(
    { revision: read.revision, experiments: reports },
    json === true,
    lines.length > 0 ? lines : [nothing],
  );
}

async function runPlan(command: Command, key: string | undefined, args: PlanArguments): Promise<void> {
  const { openDuckDb } = await import('#libs/duckdb');
  const { planExperiment } = await import('#libs/experiment-results');
  const { describePlan } = await import('../experiments/report-text.js');
  const { dataFolder, file } = await environmentOf();
  const planned = await (key === undefined ? plannedByOptions(command, args) : plannedByFile(file, key));
  const db = await openDuckDb({ memoryLimit: MEMORY_LIMIT });
  try {
    const traffic = { nowMs: Date.now(), recentDays: args.days, effects: args.effect };
    const plan = await planExperiment(db, dataFolder, planned, traffic);
    const nothing = `${planned.site} had no slates in the last ${args.days} days: there is no traffic to plan with yet.`;
    printResult({ site: planned.site, plan }, args.json === true, plan ? describePlan(plan) : [nothing]);
  } finally {
    await db.close();
  }
}

async function plannedByOptions(
  command: Command,
  { site, unit, metric }: PlanArguments,
): Promise<PlannedExperiment> {
  const { METRICS } = await import('#libs/experiments/read-out');
  const known = METRICS.find(({ name }) => name === metric);
  if (site === undefined) command.error('error: name an experiment, or give --site');
  if (!known) command.error(`error: --metric must be one of ${METRICS.map(({ name }) => name).join(', ')}`);
  const metrics = { primary: known.name, guardrails: [], minimumEffect: 0.05, withinHours: 24 };
  return { site, unit, coverage: 1, metrics, shares: [0.5, 0.5], comparisons: 1 };
}

async function plannedByFile(file: string, key: string): Promise<PlannedExperiment> {
  const { readExperiments, requireValid, chooseExperiments } =
    await import('../experiments/read-experiments.js');
  const read = await readExperiments(file);
  requireValid(read);
  const [experiment] = chooseExperiments(read, key);
  if (!experiment) throw new RangeError('An experiment that is named is chosen or refused.');
  const { variations } = experiment;
  const [control = 0, ...others] = variations.map(({ weight }) => weight ?? 1 / variations.length);
  const smallest = Math.min(...others.filter((weight) => weight > 0));
  return { ...experiment, shares: [control, smallest], comparisons: others.length };
}

async function runCheck(file: string | undefined, { json }: { readonly json?: true }): Promise<void> {
  const { readExperiments } = await import('../experiments/read-experiments.js');
  const { missingParts } = await import('../experiments/missing-parts.js');
  const place = await environmentOf();
  const read = await readExperiments(file ?? place.file);
  const { revision, experiments, problems, lines, path } = read;
  const running = experiments.filter(({ status }) => status === 'running').length;
  const right = `${path}, revision ${revision}: ${experiments.length} experiments, ${running} running. No problems.`;
  if (problems.length > 0) process.exitCode = EXIT.fault;
  const missing = await missingParts(experiments, place);
  const result = { file: path, revision, experiments: experiments.length, running, problems, missing };
  printResult(result, json === true, problems.length > 0 ? lines : [right, ...missing]);
}
