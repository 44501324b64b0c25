/** The best candidates of cases with what the trees see of them, row by row, best first. */
export interface RankingExamples {
  /** rowsCount × featuresCount. */
  readonly features: Float32Array;
  readonly featuresCount: number;
  /** Case c has rows offsets[c] … offsets[c + 1] - 1. */
  readonly offsets: Uint32Array;
  /** The row of each case's next item. */
  readonly targets: Uint32Array;
  /** 1 for cases that decide when to stop, which no tree is grown on. */
  readonly heldOut: Uint8Array;
}
