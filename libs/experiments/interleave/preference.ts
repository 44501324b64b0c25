import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { alwaysValidHalfWidth, type SequentialSetting } from '../read-out/always-valid.js';
import type { Interval } from '../read-out/compare.js';
import { sampleRatioPValue } from '../read-out/sample-ratio.js';
import type { Team } from './team-draft.js';

/** Clicks on the items of each ranking. */
export type Credit = readonly [first: number, second: number];

/**
 * What the clicks on one slate say.
 * @param teams by position.
 * @param clicked positions, from 0; one that is clicked twice counts once.
 */
export function creditOf(teams: readonly (Team | null)[], clicked: Iterable<number>): Credit {
  const credit: [number, number] = [0, 0];
  for (const position of new Set(clicked)) {
    const team = teams[position] ?? null;
    if (team !== null) credit[team]++;
  }
  return credit;
}

/** Units that clicked more on the first, more on the second, and as much on both or not at all. */
export interface Votes {
  readonly first: number;
  readonly second: number;
  readonly undecided: number;
}

/** @param credits by unit, over all its slates: a unit has one vote, however often it clicks. */
export function votesOf(credits: Iterable<Credit>): Votes {
  const votes = { first: 0, second: 0, undecided: 0 };
  for (const [first, second] of credits) {
    if (first === second) votes.undecided++;
    else if (first > second) votes.first++;
    else votes.second++;
  }
  return votes;
}

/** How many of the units that decided prefer the second ranking; ½ is none better. */
export interface Preference {
  /** Units that decided. */
  readonly decided: number;
  readonly share: number;
  /** For one look: Wilson (1927), "Probable Inference", the interval that belongs to `pValue`. */
  readonly interval: Interval;
  /** For one look: Pearson's chi-square test of an even split. */
  readonly pValue: number;
  /** Right at every look. With the largest variance a share can have, so that it holds for few votes too. */
  readonly sequentialInterval: Interval;
}

/** @returns null while no unit has decided. */
export function preferenceOf({ first, second }: Votes, setting: SequentialSetting): Preference | null {
  const decided = first + second;
  if (decided === 0) return null;
  const share = second / decided;
  const half = alwaysValidHalfWidth(LARGEST_VARIANCE / decided, decided, setting);
  return {
    decided,
    share,
    interval: wilson(share, decided, setting.alpha),
    pValue: sampleRatioPValue([first, second], [0.5, 0.5]),
    sequentialInterval: [Math.max(0, share - half), Math.min(1, share + half)],
  };
}

const LARGEST_VARIANCE = 0.25;

function wilson(share: number, count: number, alpha: number): Interval {
  const z = normalQuantile(1 - alpha / 2, 0, 1);
  const shrink = 1 + z ** 2 / count;
  const middle = (share + z ** 2 / (2 * count)) / shrink;
  const half = (z / shrink) * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2));
  return [middle - half, middle + half];
}
