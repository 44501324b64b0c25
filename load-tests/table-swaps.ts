import type { Slate } from '#libs/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import type { AppProcess } from '../tools/stack/app-process.js';
import { generatedSessions } from './generated-sessions.js';
import { GENERATED_SITE, pointTo, type GeneratedSite } from './generated-site.js';
import { ProcessMemory } from './process-memory.js';
import { pace, readsOf, type ReadTarget } from './reads.js';
import { together, type Failures } from './sending/failures.js';

export interface SwapOptions {
  readonly site: GeneratedSite;
  readonly swaps: number;
  /** Reads a second, all the time. */
  readonly rate: number;
  /** Of reading with a swap in it, and of reading without. */
  readonly windowSeconds: number;
  readonly onTurn: (done: number, turns: number) => void;
  readonly log: (line: string) => void;
}

/** A quiet window, then one with a swap in it. */
export interface SwapRound {
  readonly steadyMicrosP99: number;
  readonly swappingMicrosP99: number;
  /** Resident at the end of the quiet window: a version after another was let go, from the second round on. */
  readonly steadyBytes: number;
  /** The most that was resident in the other. */
  readonly swappingBytes: number;
  /** From moving the pointer until the new version answers. */
  readonly swapSeconds: number;
  readonly failures: Failures;
}

const WARM_UP_SECONDS = 5;
const SWAP_PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** Reads it as long as its code is still being compiled. */
export async function warmUp({ url }: AppProcess, { rate }: Pick<SwapOptions, 'rate'>): Promise<void> {
  await pace(readsFrom(url), rate, WARM_UP_SECONDS);
}

/** Reads a recommender at a fixed rate and lets it swap its tables now and then. */
export async function swapWhileReading(recommender: AppProcess, options: SwapOptions): Promise<SwapRound[]> {
  const target = readsFrom(recommender.url);
  const { versions } = options.site;
  const rounds: SwapRound[] = [];
  while (rounds.length < options.swaps) {
    const version = rounds.length % 2 === 0 ? versions[1] : versions[0];
    const round = await swapOnce(recommender.pid, target, version, options);
    rounds.push(round);
    options.log(`swap ${rounds.length}: ${lineOf(round)}`);
    options.onTurn(rounds.length, options.swaps);
  }
  return rounds;
}

function readsFrom(url: string): ReadTarget {
  return { url, nextPath: readsOf(GENERATED_SITE, generatedSessions()) };
}

async function swapOnce(
  pid: number,
  target: ReadTarget,
  version: string,
  { site, rate, windowSeconds }: SwapOptions,
): Promise<SwapRound> {
  const memory = new ProcessMemory(pid);
  const steady = await pace(target, rate, windowSeconds);
  const steadyBytes = await memory.resident();
  await memory.forgetPeak();
  const [swapping, swapSeconds] = await Promise.all([
    pace(target, rate, windowSeconds),
    swapTo(target.url, site, version),
  ]);
  return {
    steadyMicrosP99: steady.microsP99,
    swappingMicrosP99: swapping.microsP99,
    steadyBytes,
    swappingBytes: await memory.peak(),
    swapSeconds,
    failures: together([steady.failures, swapping.failures]),
  };
}

/** @returns seconds until the version answers. */
async function swapTo(url: string, site: GeneratedSite, version: string): Promise<number> {
  const startedAt = performance.now();
  await pointTo(site, version);
  while (performance.now() < startedAt + SWAP_PATIENCE_MS) {
    const answer = await fetch(`${url}/recommendations?site=${GENERATED_SITE}&session=swap-watcher`);
    if (((await answer.json()) as Slate).tables === version) return (performance.now() - startedAt) / 1000;
    await pause(LOOK_EVERY_MS);
  }
  throw new Error(`${version} does not serve after ${SWAP_PATIENCE_MS / 1000} s.`);
}

function lineOf(round: SwapRound): string {
  const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
  const { swapSeconds, steadyMicrosP99, swappingMicrosP99, steadyBytes, swappingBytes } = round;
  return (
    `${swapSeconds.toFixed(1)} s, p99 ${swappingMicrosP99} µs beside ${steadyMicrosP99}, ` +
    `${mib(swappingBytes)} MiB at most beside ${mib(steadyBytes)}`
  );
}
