import type { RankingExamples } from './ranking-examples.js';

/** Ranks further down than this are not compared with one another. */
const TRUNCATION = 25;
/** Keeps a pair of equal scores finite where lambdas are divided by the distance of scores. */
const NEAREST = 0.01;

/** 1 / log2(2 + rank): what NDCG pays for rank 0, 1, … */
const DISCOUNTS = Float64Array.from({ length: 256 }, (_, rank) => 1 / Math.log2(2 + rank));

/**
 * LambdaRank (Burges 2010) for cases with one right answer: what exchanging it with another row would change in NDCG, times the
 * logistic loss's slope. Normalized as LightGBM does: by the distance of the two scores, and by the logarithm of a case's sum.
 */
export class LambdaGradients {
  readonly slopes: Float64Array;
  readonly curvatures: Float64Array;
  private readonly order: Uint32Array;
  private readonly rankOf: Uint32Array;

  constructor(private readonly examples: RankingExamples) {
    const { offsets, targets } = examples;
    const rows = offsets.at(-1) ?? 0;
    this.slopes = new Float64Array(rows);
    this.curvatures = new Float64Array(rows);
    let longest = 0;
    for (let at = 0; at < targets.length; at++)
      longest = Math.max(longest, (offsets[at + 1] ?? 0) - (offsets[at] ?? 0));
    this.order = new Uint32Array(longest);
    this.rankOf = new Uint32Array(longest);
  }

  /** Computes slopes and curvatures of one case at the scores of its rows. */
  compute(caseAt: number, scores: Float64Array): void {
    const { offsets, targets } = this.examples;
    const [from, end] = [offsets[caseAt] ?? 0, offsets[caseAt + 1] ?? 0];
    this.rank(from, end, scores);
    this.slopes.fill(0, from, end);
    this.curvatures.fill(0, from, end);
    const target = targets[caseAt] ?? 0;
    const spread = (scores[this.order[0] ?? 0] ?? 0) !== (scores[this.order[end - from - 1] ?? 0] ?? 0);
    let sum = 0;
    for (let row = from; row < end; row++)
      if (row !== target) sum += this.addPair(target, row, from, scores, spread);
    if (sum > 0) this.scaleBy(Math.log2(1 + sum) / sum, from, end);
  }

  /** Puts the rows of a case in order of score, earlier rows first of equals. */
  private rank(from: number, end: number, scores: Float64Array): void {
    for (let row = from; row < end; row++) {
      const score = scores[row] ?? 0;
      let at = row - from;
      for (; at > 0 && score > (scores[this.order[at - 1] ?? 0] ?? 0); at--)
        this.order[at] = this.order[at - 1] ?? 0;
      this.order[at] = row;
    }
    for (let rank = 0; rank < end - from; rank++) this.rankOf[(this.order[rank] ?? 0) - from] = rank;
  }

  /** @returns what both rows' lambdas add up to. */
  private addPair(target: number, row: number, from: number, scores: Float64Array, spread: boolean): number {
    const wanted = this.rankOf[target - from] ?? 0;
    const other = this.rankOf[row - from] ?? 0;
    if (Math.min(wanted, other) >= TRUNCATION) return 0;
    const distance = (scores[target] ?? 0) - (scores[row] ?? 0);
    let change = Math.abs((DISCOUNTS[wanted] ?? 0) - (DISCOUNTS[other] ?? 0));
    if (spread) change /= NEAREST + Math.abs(distance);
    const doubt = 1 / (1 + Math.exp(distance));
    const slope = doubt * change;
    const curvature = doubt * (1 - doubt) * change;
    this.slopes[target] = (this.slopes[target] ?? 0) - slope;
    this.slopes[row] = (this.slopes[row] ?? 0) + slope;
    this.curvatures[target] = (this.curvatures[target] ?? 0) + curvature;
    this.curvatures[row] = (this.curvatures[row] ?? 0) + curvature;
    return 2 * slope;
  }

  private scaleBy(factor: number, from: number, end: number): void {
    for (let row = from; row < end; row++) {
      this.slopes[row] = (this.slopes[row] ?? 0) * factor;
      this.curvatures[row] = (this.curvatures[row] ?? 0) * factor;
    }
  }
}

/** Mean of 1 / log2(1 + rank) over the cases that decide when to stop, 0 for ranks above 20. */
export function heldOutGain({ offsets, targets, heldOut }: RankingExamples, scores: Float64Array): number {
  let [sum, cases] = [0, 0];
  for (let at = 0; at < targets.length; at++) {
    if (heldOut[at] !== 1) continue;
    const target = targets[at] ?? 0;
    const score = scores[target] ?? 0;
    let rank = 0;
    for (let row = offsets[at] ?? 0; row < (offsets[at + 1] ?? 0); row++)
      if ((scores[row] ?? 0) > score || (scores[row] === score && row < target)) rank++;
    if (rank < 20) sum += DISCOUNTS[rank] ?? 0;
    cases++;
  }
  return cases === 0 ? 0 : sum / cases;
}
