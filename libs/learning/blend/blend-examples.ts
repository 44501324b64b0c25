import {
  CANDIDATE_FEATURES,
  EVIDENCE,
  FEATURE_AT,
  SCORED_INTERACTIONS_MAX,
  TRAITS,
  type Examined,
} from '#libs/blending';

/** What the mix adds up: every evidence and the four parts of a return. Its weights are above zero. */
export const MIXED = EVIDENCE.length + 4;
/** What is added to the mix's logarithm: both affinities and the traits. Their weights may be anything. */
export const ADDED = 2 + TRAITS.length;
const WIDTH = MIXED + ADDED;

/** Candidates of cases with what the first score is made of, row by row. */
export interface BlendExamples {
  /** MIXED + ADDED values a row. */
  readonly rows: Float32Array;
  /** Case c has rows offsets[c] … offsets[c + 1] - 1. */
  readonly offsets: Uint32Array;
  /** The row of each case's next item. */
  readonly targets: Uint32Array;
  /** Which weights a case is scored with. */
  readonly buckets: Uint8Array;
}

/** Gathers examples; cases whose next item is no candidate teach nothing and are left out by the caller. */
export class BlendExamplesBuilder {
  private readonly parts: Float32Array[] = [];
  private readonly offsets: number[] = [0];
  private readonly targets: number[] = [];
  private readonly buckets: number[] = [];

  /** @param target the place of the next item among the candidates. */
  add({ candidates, features }: Examined, target: number, bucket: number): void {
    const rows = new Float32Array(candidates.length * WIDTH);
    for (let row = 0; row < candidates.length; row++)
      convert(features, row * CANDIDATE_FEATURES.length, rows, row * WIDTH);
    const from = this.offsets.at(-1) ?? 0;
    this.parts.push(rows);
    this.offsets.push(from + candidates.length);
    this.targets.push(from + target);
    this.buckets.push(bucket);
  }

  get count(): number {
    return this.targets.length;
  }

  examples(): BlendExamples {
    const rows = new Float32Array((this.offsets.at(-1) ?? 0) * WIDTH);
    this.parts.forEach((part, at) => rows.set(part, (this.offsets[at] ?? 0) * WIDTH));
    return {
      rows,
      offsets: Uint32Array.from(this.offsets),
      targets: Uint32Array.from(this.targets),
      buckets: Uint8Array.from(this.buckets),
    };
  }
}

function convert(features: Float32Array, from: number, rows: Float32Array, to: number): void {
  for (let at = 0; at < EVIDENCE.length; at++) rows[to + at] = features[from + FEATURE_AT.evidence + at] ?? 0;
  const again = to + EVIDENCE.length;
  const returns = from + FEATURE_AT.returns;
  const place = features[returns + 1] ?? 0;
  if (place < SCORED_INTERACTIONS_MAX) {
    if (place < 2) rows[again + place] = 1;
    else rows[again + 2] = 1 / (1 + place);
    rows[again + 3] = (features[returns + 5] ?? 1) - 1;
  }
  for (let at = 0; at < ADDED; at++) rows[to + MIXED + at] = features[from + FEATURE_AT.affinity + at] ?? 0;
}
