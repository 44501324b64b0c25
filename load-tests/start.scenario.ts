import { setTimeout as pause } from 'node:timers/promises';
import type { ReadinessReport } from '#libs/runtime';
import { untilReady } from '../tools/stack/app-process.js';
import type { Comparison } from './comparison.js';
import type { Outcome } from './outcome.js';
import { metricsOf } from './watching/metric-values.js';
import { targetsOf } from './targets.js';
import { TestBed } from './test-bed.js';

export interface MeasureStartOptions {
  readonly rounds: number;
  readonly log: (line: string) => void;
  readonly onTurn: (done: number, turns: number) => void;
}

const CONTROL = 'control';
const APPS = ['collector', 'session-state', 'recommender', 'storefront', 'archiver', 'standalone'] as const;
const PROGRAMS = [CONTROL, ...APPS] as const;
/** The archiver, and so all apps in one process, hold an engine that the others need not: how much they hold is told, and not judged. */
const HOLDS_AN_ENGINE: readonly Program[] = ['archiver', 'standalone'];
type Program = (typeof PROGRAMS)[number];

/** What the clock of a start does not wait for: brokers let a new member in when they like. */
const GROUP_JOIN = 'session-state';
const LOOK_EVERY_MS = 10;
/** Memory is settled when it has moved by less than this share between two looks, three times; it is given this long. */
const SETTLED_SHARE = 0.005;
const SETTLED_LOOKS = 3;
const SETTLE_LOOK_MS = 500;
const SETTLE_LOOKS_MAX = 20;
const MEGABYTE = 1e6;

interface Started {
  readonly program: Program;
  readonly url: string;
  readonly readyMs: number;
  stop(): Promise<void>;
}

interface Turn {
  readonly readyMs: number;
  readonly idleMegabytes: number;
}

/**
 * Starts every app and a bare Nest server, one after another, several times, on parts of their own and with the demo site's tables:
 * from the spawn to the first time it says that it is ready, and the memory that it holds when nobody asks anything.
 */
export async function measureStart({ rounds, log, onTurn }: MeasureStartOptions): Promise<Outcome> {
  const bed = await TestBed.start(log);
  try {
    await bed.prepareDemoSite();
    // Files that were never read would be what the first round measures.
    for (const program of PROGRAMS) await (await start(bed, program)).stop();
    const turns = new Map<Program, Turn[]>(PROGRAMS.map((program) => [program, []]));
    for (let round = 0; round < rounds; round++) {
      for (const [program, turn] of await measureRound(bed, round)) turns.get(program)?.push(turn);
      onTurn(round + 1, rounds);
    }
    return { comparisons: await comparisonsOf(turns), charts: [], failures: {} };
  } finally {
    await bed.stop();
  }
}

/** Each round begins with another program, so that none always has the emptier machine. */
async function measureRound(bed: TestBed, round: number): Promise<Map<Program, Turn>> {
  const order = PROGRAMS.map((_, at) => PROGRAMS[(at + round) % PROGRAMS.length] ?? CONTROL);
  const turns = new Map<Program, Turn>();
  for (const program of order) {
    const started = await start(bed, program);
    const idleMegabytes = await settledMegabytes(started.url);
    await started.stop();
    turns.set(program, { readyMs: started.readyMs, idleMegabytes });
  }
  return turns;
}

async function start(bed: TestBed, program: Program): Promise<Started> {
  const before = performance.now();
  const process =
    program === CONTROL
      ? await bed.startControl({ main: 'starting.main.js', args: [], app: 'collector' })
      : await bed.spawnApp(program);
  await untilReady(program, process.url, isReady, LOOK_EVERY_MS);
  return {
    program,
    url: process.url,
    readyMs: performance.now() - before,
    stop: () => process.stop(),
  };
}

async function isReady(answer: Response): Promise<boolean> {
  const { checks } = (await answer.json()) as Pick<ReadinessReport, 'checks'>;
  return checks.every(({ name, healthy }) => healthy || name === GROUP_JOIN);
}

async function settledMegabytes(url: string): Promise<number> {
  let [bytes, quiet] = [await residentBytes(url), 0];
  for (let look = 0; look < SETTLE_LOOKS_MAX && quiet < SETTLED_LOOKS; look++) {
    await pause(SETTLE_LOOK_MS);
    const now = await residentBytes(url);
    quiet = Math.abs(now - bytes) < SETTLED_SHARE * bytes ? quiet + 1 : 0;
    bytes = now;
  }
  return bytes / MEGABYTE;
}

async function residentBytes(url: string): Promise<number> {
  const [bytes = 0] = await metricsOf(url, ['process_resident_memory_bytes']);
  return bytes;
}

async function comparisonsOf(turns: ReadonlyMap<Program, readonly Turn[]>): Promise<Comparison[]> {
  const targets = await targetsOf('start', ['readyMs', 'idleMegabytes']);
  const of = (program: Program, figure: string, valueOf: (turn: Turn) => number): Comparison => ({
    figure: `${program}, ${figure}`,
    values: (turns.get(program) ?? []).map(valueOf),
    controls: (turns.get(CONTROL) ?? []).map(valueOf),
  });
  return APPS.flatMap((app): Comparison[] => {
    const ready = of(app, 'ms from spawn to ready', ({ readyMs }) => readyMs);
    const idle = of(app, 'MB resident when idle', ({ idleMegabytes }) => idleMegabytes);
    return [
      { ...ready, target: targets.readyMs },
      HOLDS_AN_ENGINE.includes(app) ? idle : { ...idle, target: targets.idleMegabytes },
    ];
  });
}
