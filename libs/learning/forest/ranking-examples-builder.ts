import type { RankingExamples } from './ranking-examples.js';

/** Gathers the rows of cases. */
export class RankingExamplesBuilder {
  private readonly parts: Float32Array[] = [];
  private readonly offsets: number[] = [0];
  private readonly targets: number[] = [];
  private readonly heldOut: number[] = [];

  constructor(private readonly featuresCount: number) {}

  /**
   * @param features of the case's candidates, row by row.
   * @param target the row of the next item.
   */
  add(features: Float32Array, target: number, heldOut: boolean): void {
    const from = this.offsets.at(-1) ?? 0;
    this.parts.push(features);
    this.offsets.push(from + features.length / this.featuresCount);
    this.targets.push(from + target);
    this.heldOut.push(heldOut ? 1 : 0);
  }

  get count(): number {
    return this.targets.length;
  }

  examples(): RankingExamples {
    const features = new Float32Array((this.offsets.at(-1) ?? 0) * this.featuresCount);
    this.parts.forEach((part, at) => features.set(part, (this.offsets[at] ?? 0) * this.featuresCount));
    return {
      features,
      featuresCount: this.featuresCount,
      offsets: Uint32Array.from(this.offsets),
      targets: Uint32Array.from(this.targets),
      heldOut: Uint8Array.from(this.heldOut),
    };
  }
}
