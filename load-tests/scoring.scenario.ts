import type { SessionInteraction } from '#libs/blending';
import { FreshetError } from '#libs/contracts';
import { VersionStore } from '#libs/co-watch';
import { readEventFile } from '#libs/event-history';
import { SESSION_RULES } from '#libs/session';
import { casesOf, recordedSessions } from '../apps/co-watch/index.js';
import type { Comparison } from './comparison.js';
import type { Outcome } from './outcome.js';
import { timeWays, waysToScore, type WayTimes } from './scoring-ways.js';
import { targetsOf, type Target } from './targets.js';

export interface ScoringOptions {
  /** FRESHET_DATA that the tables are in. */
  readonly data: string;
  readonly site: string;
  /** File of recorded sessions. */
  readonly sessions: string;
  /** One of so many places in the sessions is scored. */
  readonly every: number;
  /** Times that each is scored in each way. */
  readonly rounds: number;
  readonly onRound: (done: number, rounds: number) => void;
}

/**
 * Times one request's scoring, without network or server.
 * @throws FreshetError FRESHET_TABLES_MISSING
 */
export async function measureScoring(options: ScoringOptions): Promise<Outcome> {
  const { data, site, rounds } = options;
  const store = new VersionStore({ dataFolder: data });
  const version = await store.currentVersion(site);
  if (version === null)
    throw new FreshetError('FRESHET_TABLES_MISSING', `Nothing is published for ${site} in ${data}.`);
  const startedAt = performance.now();
  const { tables, manifest } = await store.open(site, version);
  const loadSeconds = (performance.now() - startedAt) / 1000;
  const cases = await casesIn(options);
  const times = timeWays(waysToScore(tables, manifest.blend), cases, rounds, (done) =>
    options.onRound(done, rounds + 1),
  );
  const bytes = Object.values(manifest.files).reduce((sum, file) => sum + file.bytes, 0);
  const told = (figure: string, value: number): Comparison => ({ figure, values: [value] });
  return {
    comparisons: [
      ...(await comparisonsOf(times)),
      told('table bytes an item', bytes / Math.max(1, tables.itemsCount)),
      told('seconds to load', loadSeconds),
      told('sessions scored', cases.length),
    ],
    charts: [],
    failures: {},
  };
}

/** Places in recorded sessions at which the service would be asked. */
async function casesIn({ sessions, every }: ScoringOptions): Promise<(readonly SessionInteraction[])[]> {
  const recorded = await recordedSessions(readEventFile(sessions));
  const all = recorded.flatMap(({ events }) => [...casesOf(events, 'literature')]);
  return all
    .filter((_, at) => at % every === 0)
    .map(({ session }) => session.slice(-SESSION_RULES.interactionsMax));
}

async function comparisonsOf(times: readonly WayTimes[]): Promise<Comparison[]> {
  const targets = await targetsOf('scoring', ['microsP50', 'microsP99']);
  const control = times.at(-1);
  return times.slice(0, -1).flatMap((way): Comparison[] => {
    const row = (name: keyof Omit<WayTimes, 'name'>, figure: string, target?: Target): Comparison => ({
      figure: `${way.name}, ${figure}`,
      values: [way[name]],
      ...(control && { controls: [control[name]] }),
      ...(target && way.name === 'with trees' && { target }),
    });
    return [
      row('bestP50', 'µs p50, each session at its best', targets.microsP50),
      row('bestP99', 'µs p99, each session at its best', targets.microsP99),
      row('p50', 'µs p50, as they came'),
      row('p99', 'µs p99, as they came'),
    ];
  });
}
