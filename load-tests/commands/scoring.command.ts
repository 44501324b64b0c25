import { Command } from 'commander';
import type { SessionInteraction } from '#libs/blending';
import { FreshetError } from '#libs/contracts';
import { VersionStore } from '#libs/co-watch';
import { readEventFile } from '#libs/event-history';
import { SESSION_RULES } from '#libs/session';
import { casesOf, recordedSessions } from '../../apps/co-watch/index.js';
import { progressOf } from '../../tools/freshet/progress.js';
import { printComparison, type Comparison } from '../comparison.js';
import { timeWays, waysToScore, type WayTimes } from '../scoring.scenario.js';
import { wholeNumber } from './whole-number.js';

interface Arguments {
  readonly data: string;
  readonly site: string;
  readonly sessions: string;
  readonly every: number;
  readonly rounds: number;
  readonly json?: true;
}

/** What is wanted, microseconds, with trees. */
const TARGETS = { p50: 60, p99: 300 };

async function run({ data, site, sessions, every, rounds, json }: Arguments): Promise<void> {
  const store = new VersionStore({ dataFolder: data });
  const version = await store.currentVersion(site);
  if (version === null)
    throw new FreshetError('FRESHET_TABLES_MISSING', `Nothing is published for ${site} in ${data}.`);
  const startedAt = performance.now();
  const { tables, manifest } = await store.open(site, version);
  const loadSeconds = (performance.now() - startedAt) / 1000;
  const cases = await casesIn(sessions, every);
  const progress = progressOf('Scoring', 'rounds');
  const times = timeWays(waysToScore(tables, manifest.blend), cases, rounds, (done) =>
    progress.update(done, rounds + 1),
  );
  progress.stop();
  const bytes = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);
  const told = (figure: string, value: number): Comparison => ({
    figure,
    value,
    control: null,
    target: null,
  });
  const rows = [
    ...comparisonsOf(times),
    told('table bytes an item', bytes / Math.max(1, tables.itemsCount)),
    told('seconds to load', loadSeconds),
    told('sessions scored', cases.length),
  ];
  printComparison('scoring', site, rows, json === true);
}

/** One of so many places in recorded sessions at which the service would be asked. */
async function casesIn(file: string, every: number): Promise<(readonly SessionInteraction[])[]> {
  const recorded = await recordedSessions(readEventFile(file));
  const all = recorded.flatMap(({ events }) => [...casesOf(events, 'literature')]);
  return all
    .filter((_, at) => at % every === 0)
    .map(({ session }) => session.slice(-SESSION_RULES.interactionsMax));
}

function comparisonsOf(times: readonly WayTimes[]): Comparison[] {
  const control = times.at(-1);
  return times.slice(0, -1).flatMap((way): Comparison[] => {
    const wanted = way.name === 'with trees' ? TARGETS : null;
    const row = (name: keyof Omit<WayTimes, 'name'>, figure: string, valueMax?: number): Comparison => ({
      figure: `${way.name}, ${figure}`,
      value: way[name],
      control: control?.[name] ?? null,
      target: valueMax === undefined ? null : { valueMax },
    });
    return [
      row('bestP50', 'µs p50, each session at its best', wanted?.p50),
      row('bestP99', 'µs p99, each session at its best', wanted?.p99),
      row('p50', 'µs p50, as they came'),
      row('p99', 'µs p99, as they came'),
    ];
  });
}

export function scoringCommand(): Command {
  return new Command('scoring')
    .description(
      "times one request's scoring on recorded sessions and the tables in service, without network or server; " +
        'the control looks once at the same table entries and keeps the best twenty',
    )
    .requiredOption('--data <folder>', 'FRESHET_DATA that the tables are in')
    .requiredOption('--site <site>', 'whose tables')
    .requiredOption('--sessions <file>', 'recorded sessions, columns as for import')
    .option('--every <number>', 'take one of so many places in the sessions', wholeNumber, 20)
    .option('--rounds <number>', 'times that each is scored in each way', wholeNumber, 10)
    .option('--json', 'the result as one JSON object on the last line')
    .action(run);
}
