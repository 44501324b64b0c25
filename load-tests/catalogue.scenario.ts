import type { AppProcess } from '../tools/stack/app-process.js';
import type { Comparison } from './comparison.js';
import { pausesOf } from './watching/metric-values.js';
import { between, boundOfAll, type ScrapedHistogram } from './watching/scraped-histogram.js';
import { writeGeneratedSessions } from './generated-sessions.js';
import { generatedSite, pointTo, type GeneratedSite } from './generated-site.js';
import type { Outcome } from './outcome.js';
import { sum, together } from './sending/failures.js';
import { swapWhileReading, warmUp, type SwapOptions, type SwapRound } from './table-swaps.js';
import { targetsOf } from './targets.js';
import { TestBed } from './test-bed.js';

export interface CatalogueOptions extends Omit<SwapOptions, 'site'> {
  readonly items: number;
  readonly neighbours: number;
  /** Where generated catalogues are kept for the next time. */
  readonly folder: string;
  readonly starts: number;
  readonly onRows: (done: number, rows: number) => void;
}

interface Measured {
  readonly artefactBytes: number;
  /** From spawning the process until it is ready. */
  readonly startSeconds: readonly number[];
  readonly rounds: readonly SwapRound[];
  /** Pauses for garbage collection, until the first seconds of reading were over. */
  readonly ofStart: ScrapedHistogram;
  /** Pauses from then on. */
  readonly ofReading: ScrapedHistogram;
}

/** Starts the recommender over a generated catalogue, and swaps its tables while it is read. Linux alone tells what this asks for. */
export async function measureCatalogue(options: CatalogueOptions): Promise<Outcome> {
  const { items, neighbours, folder, log } = options;
  log(`two versions of ${items} items with ${neighbours} neighbours each, in ${folder}`);
  const site = await generatedSite(folder, { items, neighbours }, options.onRows);
  const bed = await TestBed.start(log);
  try {
    await writeGeneratedSessions(bed.redis.url, items);
    return await outcomeOf(await measure(bed, site, options));
  } finally {
    await bed.stop();
  }
}

async function measure(bed: TestBed, site: GeneratedSite, options: CatalogueOptions): Promise<Measured> {
  await pointTo(site, site.versions[0]);
  const startSeconds: number[] = [];
  let recommender: AppProcess;
  do {
    const startedAt = performance.now();
    recommender = await bed.startApp('recommender', { FRESHET_DATA: site.dataFolder });
    startSeconds.push((performance.now() - startedAt) / 1000);
    if (startSeconds.length < options.starts) await recommender.stop();
  } while (startSeconds.length < options.starts);
  await warmUp(recommender, options);
  const ofStart = await pausesOf(recommender.url);
  const rounds = await swapWhileReading(recommender, { ...options, site });
  const ofReading = between(ofStart, await pausesOf(recommender.url));
  return { artefactBytes: site.bytes, startSeconds, rounds, ofStart, ofReading };
}

const MIB = 2 ** 20;

async function outcomeOf({
  artefactBytes,
  startSeconds,
  rounds,
  ofStart,
  ofReading,
}: Measured): Promise<Outcome> {
  const targets = await targetsOf('catalogue', [
    'startSeconds',
    'steadyMemory',
    'swappingMemory',
    'swappingMicrosP99',
    'longestPauseMs',
    'failures',
  ]);
  const of = (name: keyof Omit<SwapRound, 'failures'>): number[] => rounds.map((round) => round[name]);
  const failures = together(rounds.map((round) => round.failures));
  // The worst round: memory is what a machine must have.
  const memory = (figure: string, name: 'steadyBytes' | 'swappingBytes'): Comparison => ({
    figure,
    values: [Math.max(...of(name)) / MIB],
    controls: [artefactBytes / MIB],
  });
  return {
    comparisons: [
      { figure: 'start, s', values: startSeconds, target: targets.startSeconds },
      { ...memory('resident memory beside the files, MiB', 'steadyBytes'), target: targets.steadyMemory },
      { ...memory('the same while swapping, MiB', 'swappingBytes'), target: targets.swappingMemory },
      { figure: 'from publishing to serving, s', values: of('swapSeconds') },
      {
        figure: 'p99 while swapping beside steady, µs',
        values: of('swappingMicrosP99'),
        controls: of('steadyMicrosP99'),
        target: targets.swappingMicrosP99,
      },
      {
        figure: 'pauses for garbage collection of the start, ms at most',
        values: [1000 * boundOfAll(ofStart)],
      },
      {
        figure: 'pauses while it is read and swapped, ms at most',
        values: [1000 * boundOfAll(ofReading)],
        target: targets.longestPauseMs,
      },
      { figure: 'failures', values: [sum(failures)], target: targets.failures },
    ],
    charts: [],
    failures: Object.fromEntries(failures),
  };
}
