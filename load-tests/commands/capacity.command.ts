import { Command, InvalidArgumentError } from 'commander';
import { readFile } from 'node:fs/promises';
import { columns, printResult } from '../../tools/freshet/output.js';
import { needsOf, type Needs } from '../capacity/capacity.js';
import { unitCostsOf } from '../capacity/unit-costs.js';
import { parseRun } from '../results/run-record.js';
import { wholeNumber } from './whole-number.js';

interface Arguments {
  readonly items: number;
  readonly itemBytes: number;
  readonly readsPerSession: number;
  readonly sessionMinutes: number;
  readonly utilisation: number;
  readonly json?: true;
}

const RATES: readonly number[] = [1000, 10_000, 100_000];

async function run(file: string, options: Arguments): Promise<void> {
  const { items, itemBytes, readsPerSession, sessionMinutes, utilisation, json } = options;
  const costs = { ...unitCostsOf(parseRun(await readFile(file, 'utf8'), file)), itemBytes };
  const usage = { items, readsPerSession, sessionSeconds: sessionMinutes * 60, utilisation };
  const needs = RATES.map((readsPerSecond) => ({
    readsPerSecond,
    ...needsOf(costs, { ...usage, readsPerSecond }),
  }));
  printResult({ costs, usage, needs }, json === true, tableOf(needs));
}

const cores = (value: number): string => value.toFixed(1);
const gigabytes = (bytes: number): string => (bytes / 1e9).toFixed(1);
/** Rows of the table: what is needed, and how it is written. */
const ROWS: readonly [name: string, of: keyof Needs, write: (value: number) => string][] = [
  ['cores of recommenders', 'recommenderCores', cores],
  ['cores of collectors', 'collectorCores', cores],
  ['cores of session-state', 'sessionStateCores', cores],
  ['cores of Redis', 'storeCores', cores],
  ['GB of Redis, live sessions', 'storeBytes', gigabytes],
  ['GB of tables in each recommender', 'tableBytes', gigabytes],
  ['Kafka partitions', 'partitions', String],
  ['GB on the log a day, without replicas', 'logBytesPerDay', (bytes) => (bytes / 1e9).toFixed(0)],
  ['core hours a million reads', 'coreHoursPerMillionReads', (hours) => hours.toPrecision(2)],
];

function tableOf(needs: readonly (Needs & { readonly readsPerSecond: number })[]): string[] {
  const heading = [
    '',
    ...needs.map(({ readsPerSecond }) => `${readsPerSecond.toLocaleString('en')} reads/s`),
  ];
  return columns([
    heading,
    ...ROWS.map(([name, of, write]) => [name, ...needs.map((each) => write(each[of]))]),
  ]);
}

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 1)) throw new InvalidArgumentError('It is a share above 0, at most 1.');
  return value;
}

export function capacityCommand(): Command {
  return new Command('capacity')
    .description(
      'what 1,000, 10,000 and 100,000 reads/s and as many events need of a machine like the one that a report measured',
    )
    .argument('<report>', "a report's JSON file")
    .option('--items <number>', 'of the site', wholeNumber, 100_000)
    .option('--item-bytes <number>', 'memory of one item', wholeNumber, 1100)
    .option('--reads-per-session <number>', 'how many slates a visit asks for', wholeNumber, 5)
    .option(
      '--session-minutes <number>',
      'how long the store keeps a session that has ended',
      wholeNumber,
      120,
    )
    .option('--utilisation <share>', 'of a core that is planned with', share, 0.5)
    .option('--json', 'the result as one JSON object on the last line')
    .action(run);
}
