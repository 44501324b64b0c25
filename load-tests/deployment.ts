import { randomBytes } from 'node:crypto';
import { demoWalks, recordedWalks, Walkers, type Walk } from './session-walks.js';
import { zipfWalks } from './traffic/zipf-walks.js';
import type { MetricsAddress } from './watching/process-watch.js';

/** What a load is pointed at. */
export interface Deployment {
  /** Where Freshet answers, without a final slash. */
  readonly url: string;
  /** Who answers reads, where that is another. */
  readonly readUrl?: string | undefined;
  readonly site: string;
  /** Processes that are watched while the load is under way. */
  readonly metrics: readonly MetricsAddress[];
}

/** Where a load's sessions come from: a file, else items by a Zipf law, else the demo site's visitors. */
export interface WalksSource {
  /** File of recorded sessions. */
  readonly sessions?: string;
  /** How many items there are. */
  readonly items?: number;
  /** Of the Zipf law. */
  readonly zipf: number;
  /** Item names begin with this. */
  readonly itemPrefix: string;
}

const WALKED_SESSIONS = 5000;
const SEED = 1;

export async function walksFrom({ sessions, items, zipf, itemPrefix }: WalksSource): Promise<Walk[]> {
  if (sessions !== undefined) return recordedWalks(sessions);
  if (items === undefined) return demoWalks(WALKED_SESSIONS);
  return zipfWalks({ items, exponent: zipf, prefix: itemPrefix, sessions: WALKED_SESSIONS, seed: SEED });
}

/** @returns what makes a run's sessions its own. */
export function runPrefix(): string {
  return `load-${randomBytes(4).toString('hex')}`;
}

export function walkersOf(walks: readonly Walk[]): Walkers {
  return new Walkers(walks, runPrefix());
}
