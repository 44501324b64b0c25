import { COUNTING_PARAMETERS, countPairs } from '#libs/co-watch';
import { openDuckDb } from '#libs/duckdb';
import { readHistory } from '#libs/event-history';
import { join } from 'node:path';
import { MEMORY_LIMIT } from '../apps/co-watch/index.js';
import { runBuild, type BuildRun } from './build-run.js';
import type { Comparison } from './comparison.js';
import { writeGeneratedHistory } from './generated-history.js';
import type { Chart, Outcome } from './outcome.js';
import { scratchFolder } from './scratch-folder.js';
import { targetsOf } from './targets.js';

export interface MeasureBuildOptions {
  /** Sizes of the histories, ascending. */
  readonly events: readonly number[];
  /** Size of a history whose pairs alone are counted; left out: those of each. */
  readonly counted?: number | undefined;
  /** Times that pairs are counted. */
  readonly rounds: number;
  readonly log: (line: string) => void;
}

interface Built extends BuildRun {
  readonly events: number;
}

interface Counted {
  readonly events: number;
  /** Seconds of counting alone, one a round. */
  readonly countSeconds: readonly number[];
}

interface Measured {
  readonly built: Built[];
  readonly counted: Counted[];
}

const SITE = 'generated';
const MEGABYTE = 1e6;

/** Builds tables of generated histories, as users build theirs, and counts pairs once more by itself. */
export async function measureBuild(options: MeasureBuildOptions): Promise<Outcome> {
  const toCount = options.counted === undefined ? options.events : [options.counted];
  const measured: Measured = { built: [], counted: [] };
  for (const events of new Set([...options.events, ...toCount])) {
    const wants = { build: options.events.includes(events), count: toCount.includes(events) };
    await measureOne(events, wants, measured, options);
  }
  return { comparisons: await comparisonsOf(measured), charts: chartsOf(measured.built), failures: {} };
}

/** @param measured what was measured is added to it. */
async function measureOne(
  events: number,
  wants: { readonly build: boolean; readonly count: boolean },
  { built, counted }: Measured,
  { rounds, log }: MeasureBuildOptions,
): Promise<void> {
  const folder = await scratchFolder();
  try {
    log(`inventing ${events} events`);
    await writeGeneratedHistory({ dataFolder: folder.path, site: SITE, events });
    if (wants.build) {
      log('building their tables');
      built.push({ ...(await runBuild(folder.path, SITE)), events });
    }
    if (wants.count) {
      log('counting their pairs alone');
      counted.push({ events, countSeconds: await timeCounting(folder.path, rounds) });
    }
  } finally {
    await folder.remove();
  }
}

/** From the events as the engine holds them to arrays of neighbours: reading files is left out, and so is learning. */
async function timeCounting(dataFolder: string, rounds: number): Promise<number[]> {
  const db = await openDuckDb({ memoryLimit: MEMORY_LIMIT, tempFolder: join(dataFolder, 'spilled') });
  try {
    await readHistory(db, { dataFolder, site: SITE }, () => db.run('CREATE TABLE loaded AS FROM events'));
    await db.run('CREATE VIEW events AS FROM loaded');
    const seconds: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const startedAt = performance.now();
      await countPairs(db, COUNTING_PARAMETERS);
      seconds.push((performance.now() - startedAt) / 1000);
    }
    return seconds;
  } finally {
    await db.close();
  }
}

async function comparisonsOf({ built, counted }: Measured): Promise<Comparison[]> {
  const targets = await targetsOf('build', ['peakMegabytes', 'pairEventsPerSecond', 'growth']);
  const first = built[0];
  const ofBuilds = built.flatMap((one): Comparison[] => {
    const { events, report, scratchBytes } = one;
    const told = (figure: string, value: number): Comparison => ({
      figure: `${millions(events)} events, ${figure}`,
      values: [value],
    });
    return [
      told('seconds to build', report.seconds),
      { ...told('MB of memory at most', report.peakMemoryBytes / MEGABYTE), target: targets.peakMegabytes },
      told('MB of scratch disk at most', scratchBytes / MEGABYTE),
      told('MB of tables', report.tableBytes / MEGABYTE),
      told('items', report.counted.items),
      ...(first && one !== first
        ? [
            {
              ...told(`growth from ${millions(first.events)}, n log n is 1`, growth(first, one)),
              target: targets.growth,
            },
          ]
        : []),
    ];
  });
  const ofCounting = counted.map(({ events, countSeconds }): Comparison => ({
    figure: `${millions(events)} events, events/s, counting pairs alone`,
    values: countSeconds.map((seconds) => events / seconds),
    target: targets.pairEventsPerSecond,
  }));
  return [...ofBuilds, ...ofCounting];
}

/** How many times longer it took, in terms of how many times longer n log n would. */
function growth(from: Built, to: Built): number {
  const work = ({ events }: Built): number => events * Math.log(events);
  return to.report.seconds / from.report.seconds / (work(to) / work(from));
}

function millions(events: number): string {
  return `${events / 1e6} million`;
}

function chartsOf(built: readonly Built[]): Chart[] {
  const x = { label: 'events', isLogarithmic: true };
  const chart = (title: string, label: string, of: (one: Built) => number): Chart => ({
    title,
    x,
    y: { label },
    lines: [{ name: label, points: built.map((one) => [one.events, of(one)]) }],
  });
  return [
    chart('Building tables', 'seconds', ({ report }) => report.seconds),
    chart('Memory of a build', 'MB at most', ({ report }) => report.peakMemoryBytes / MEGABYTE),
  ];
}
