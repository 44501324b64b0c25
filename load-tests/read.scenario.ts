import type { Comparison } from './comparison.js';
import { startControl, type ControlProcess } from './control/control-process.js';
import { inTurns } from './in-turns.js';
import type { Outcome } from './outcome.js';
import { pace, playSessions, readsOf, saturate, type ReadTarget } from './reads.js';
import { sum, together, type Failures } from './sending/failures.js';
import { demoWalks, recordedWalks } from './session-walks.js';
import { targetsOf } from './targets.js';

export interface ReadOptions {
  /** Where Freshet answers, without a final slash. */
  readonly url: string;
  /** Who answers reads, where that is another. */
  readonly readUrl?: string;
  readonly site: string;
  /** File of recorded sessions; left out: the demo site's. */
  readonly sessions?: string;
  /** Sessions to read. */
  readonly count: number;
  /** Readers at a time, at saturation. */
  readonly connections: number;
  /** Of each measurement. */
  readonly durationSeconds: number;
  readonly rounds: number;
  /** Reads a second, of the fixed rate. */
  readonly rate: number;
  /** The deployment's FRESHET_DATA and Redis, for the control; without them there is none. */
  readonly controlData?: string;
  readonly controlRedis?: string;
  readonly onTurn: (done: number, turns: number) => void;
}

type Program = 'service' | 'control';

/** One round's figures of one program. */
interface Round {
  readonly perSecond: number;
  readonly cpuMicros: number;
  readonly halfMicrosP99: number;
  readonly microsP50: number;
  readonly microsP99: number;
  readonly failures: Failures;
}

const FIGURES = ['perSecond', 'cpuMicros', 'halfMicrosP99', 'microsP50', 'microsP99'] as const;
type Figure = (typeof FIGURES)[number];

type Rounds = Readonly<Record<Program, readonly Round[]>>;

const WARM_UP_SECONDS = 3;

/** Reads the slates of sessions: as many as are answered, at half of that, and at a fixed rate; the control in turn, where there is one. */
export async function measureReads(options: ReadOptions): Promise<Outcome> {
  const { url, readUrl = url, site, sessions: file, count } = options;
  const control = await controlOf(options);
  try {
    const walks = await (file === undefined ? demoWalks(count) : recordedWalks(file));
    const nextPath = readsOf(site, await playSessions({ url, readUrl, site }, walks, count));
    const targets = {
      service: { url: readUrl, nextPath },
      control: { url: control?.url ?? '', nextPath },
    };
    const programs: Program[] = control ? ['service', 'control'] : ['service'];
    return await outcomeOf(await playRounds(programs, targets, options), options.rate);
  } finally {
    await control?.stop();
  }
}

function controlOf({ controlData, controlRedis, site }: ReadOptions): Promise<ControlProcess> | undefined {
  if (controlData === undefined || controlRedis === undefined) return undefined;
  return startControl({
    main: 'reading.main.js',
    args: [controlData, controlRedis, site],
    app: 'recommender',
  });
}

async function playRounds(
  programs: readonly Program[],
  targets: Readonly<Record<Program, ReadTarget>>,
  options: ReadOptions,
): Promise<Rounds> {
  const { connections, durationSeconds, rate } = options;
  for (const program of programs) await saturate(targets[program], connections, WARM_UP_SECONDS);
  let halfRate = 0;
  const turn = async (program: Program): Promise<Round> => {
    const target = targets[program];
    const { failures, ...saturated } = await saturate(target, connections, durationSeconds);
    // The service's half is what both are tried at.
    if (program === 'service' || halfRate === 0) halfRate = saturated.perSecond / 2;
    const half = await pace(target, halfRate, durationSeconds);
    const paced = await pace(target, rate, durationSeconds);
    return {
      ...saturated,
      halfMicrosP99: half.microsP99,
      microsP50: paced.microsP50,
      microsP99: paced.microsP99,
      failures: together([failures, half.failures, paced.failures]),
    };
  };
  const { rounds, onTurn } = options;
  const measured: Partial<Rounds> = await inTurns(programs, rounds, turn, onTurn);
  return { service: [], control: [], ...measured };
}

async function outcomeOf(rounds: Rounds, rate: number): Promise<Outcome> {
  const targets = await targetsOf('read', [...FIGURES, 'failures']);
  const failuresOf = (program: Program): Failures =>
    together(rounds[program].map(({ failures }) => failures));
  const compared = (name: Figure, figure: string): Comparison => {
    const of = (round: Round): number => round[name];
    return {
      figure,
      values: rounds.service.map(of),
      controls: rounds.control.map(of),
      target: targets[name],
    };
  };
  return {
    comparisons: [
      compared('perSecond', 'reads/s at saturation'),
      compared('cpuMicros', 'CPU a read at saturation, µs'),
      compared('halfMicrosP99', 'p99 at half of that, µs'),
      compared('microsP50', `p50 at ${rate} reads/s, µs`),
      compared('microsP99', `p99 at ${rate} reads/s, µs`),
      // Of all rounds: the median would not see those of one.
      { figure: 'failures', values: [sum(failuresOf('service'))], target: targets.failures },
    ],
    charts: [],
    failures: Object.fromEntries(failuresOf('service')),
  };
}
