import type { Experiment } from '../file/experiment-schema.js';
import { ALPHA } from '../read-out/read-out.js';
import { unitsUntil } from '../read-out/units-needed.js';
import type { Verdict } from '../read-out/verdict.js';
import { percent } from '../read-out/words.js';
import { preferenceOf, type Preference, type Votes } from './preference.js';

export interface PreferenceReadOut {
  readonly votes: Votes;
  readonly preference: Preference | null;
  readonly verdict: Verdict;
}

/** Most deciding units a test of two rankings is waited for, in days. */
const DAYS_MAX = 365;

/**
 * Reads an interleaved experiment out. `minimumEffect` is how far from an even split the votes must be to be worth acting on:
 * 0.05 is 55 % of them.
 * @param days with data.
 */
export function readPreference(experiment: Experiment, votes: Votes, days: number): PreferenceReadOut {
  const preference = preferenceOf(votes, { alpha: ALPHA });
  return { votes, preference, verdict: judgePreference(experiment, preference, days) };
}

function judgePreference(
  { variations, metrics }: Experiment,
  preference: Preference | null,
  days: number,
): Verdict {
  const [first, second] = variations.map(({ key }) => key);
  const nothing = { variation: null, moreDays: null };
  if (!preference || first === undefined || second === undefined)
    return {
      decision: 'wait',
      ...nothing,
      sentence: 'Nobody has clicked on anything that tells the two apart yet.',
    };
  const [low, high] = preference.sequentialInterval;
  const said = `${percent(preference.share)} of ${preference.decided} votes are for ${second}, ${percent(low)} to ${percent(high)} with all doubt`;
  if (low > 0.5)
    return { decision: 'keep', variation: second, moreDays: null, sentence: `Keep ${second}: ${said}.` };
  if (high < 0.5) return { decision: 'stop', ...nothing, sentence: `Stay with ${first}: ${said}.` };
  if (Math.max(0.5 - low, high - 0.5) < metrics.minimumEffect)
    return {
      decision: 'stop',
      ...nothing,
      sentence: `Neither is better by anything worth acting on: ${said}.`,
    };
  return waiting(metrics.minimumEffect, preference.decided, days, said);
}

function waiting(effect: number, decided: number, days: number, said: string): Verdict {
  const needed = unitsUntil(0.25, effect, { alpha: ALPHA });
  const moreDays = days > 0 ? Math.max(1, Math.ceil(((needed - decided) / decided) * days)) : Infinity;
  if (!(moreDays <= DAYS_MAX))
    return {
      decision: 'wait',
      variation: null,
      moreDays: null,
      sentence: `At this traffic it takes more than a year to tell: ${said}.`,
    };
  const more = moreDays === 1 ? '1 more day' : `${moreDays} more days`;
  return { decision: 'wait', variation: null, moreDays, sentence: `Wait about ${more}: ${said}.` };
}
