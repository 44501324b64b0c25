import type { ComparedPair, ComparedSide, Difference } from '#libs/co-watch';
import { measuresOf, pairedIntervals, resample, type SessionSizes } from '#libs/evaluation';

/** Share of the score to compare with by which a version may be worse: what nobody would notice, and chance often makes. */
export const TOLERANCE = 0.02;

/** A side with the rank of what came next, by case. */
export interface ScoredSide extends Pick<ComparedSide, 'version' | 'tables'> {
  readonly ranks: Uint8Array;
}

export interface PairToCompare {
  readonly of: ScoredSide;
  readonly against: ScoredSide;
  /** `recipe`: what serves is the measure. `files`: the version's own recipe without the held-out sessions is. */
  readonly kind: 'recipe' | 'files';
}

const MEASURED = ['hr20', 'mrr20'] as const;
const TITLES = { hr20: 'HR@20', mrr20: 'MRR@20' } as const;

/** @param sizes cases of each session. */
export function comparePair({ of, against }: PairToCompare, sizes: SessionSizes): ComparedPair {
  const [ofRanks = [], againstRanks = []] = resample([of.ranks, against.ranks], sizes);
  const intervals = pairedIntervals(ofRanks, againstRanks);
  const [ofSide, againstSide] = [sideOf(of), sideOf(against)];
  const differenceIn = (measure: (typeof MEASURED)[number]): Difference => {
    const mean = ofSide[measure] - againstSide[measure];
    return { mean, ...(intervals?.[measure] ?? { low: mean, high: mean }) };
  };
  return {
    of: ofSide,
    against: againstSide,
    difference: { hr20: differenceIn('hr20'), mrr20: differenceIn('mrr20') },
  };
}

/** What speaks against a version: that it is worse by more than the tolerance, the whole interval over. */
export function objectionsTo(pair: ComparedPair, kind: PairToCompare['kind'] = 'recipe'): string[] {
  return MEASURED.flatMap((measure) => {
    const tolerated = TOLERANCE * pair.against[measure];
    const { high } = pair.difference[measure];
    return high < -tolerated ? [objection(pair, measure, kind)] : [];
  });
}

function objection(
  { of, against, difference }: ComparedPair,
  measure: (typeof MEASURED)[number],
  kind: PairToCompare['kind'],
): string {
  const { mean, low, high } = difference[measure];
  const worse = `${points(-mean)} points worse (95 %: ${points(-high)} to ${points(-low)}), ${points(TOLERANCE * against[measure])} tolerated`;
  const scores = `${TITLES[measure]} ${percent(of[measure])} against ${percent(against[measure])}`;
  return kind === 'recipe'
    ? `its recipe serves sessions that it has not seen worse than ${against.version}: ${scores}, ${worse}`
    : `its tables and weights are not what its recipe makes of this history: on sessions they could have learned from ${scores} of the recipe without them, ${worse}`;
}

function sideOf({ version, tables, ranks }: ScoredSide): ComparedSide {
  const { hr20, mrr20 } = measuresOf(ranks);
  return { version, tables, hr20, mrr20 };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function points(share: number): string {
  return (share * 100).toFixed(1);
}
