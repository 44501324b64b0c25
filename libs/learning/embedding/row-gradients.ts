import { DIMENSIONS } from './embedding.js';

/** Gradients of the rows that one batch touches: as large as a batch can need, whatever the catalogue. */
export class RowGradients {
  private readonly slotOf: Int32Array;
  private readonly rows: Uint32Array;
  private readonly sums: Float32Array;
  private count = 0;

  constructor(itemsCount: number, rowsMax: number) {
    const slots = Math.min(itemsCount, rowsMax);
    this.slotOf = new Int32Array(itemsCount).fill(-1);
    this.rows = new Uint32Array(slots);
    this.sums = new Float32Array(slots * DIMENSIONS);
  }

  /** Where the sums of a row begin in `values`. */
  placeOf(row: number): number {
    let slot = this.slotOf[row] ?? -1;
    if (slot < 0) {
      slot = this.count++;
      this.slotOf[row] = slot;
      this.rows[slot] = row;
      this.sums.fill(0, slot * DIMENSIONS, (slot + 1) * DIMENSIONS);
    }
    return slot * DIMENSIONS;
  }

  get values(): Float32Array {
    return this.sums;
  }

  /** Hands over every row that was touched, in order of touching, and forgets them. */
  drain(take: (row: number, place: number) => void): void {
    for (let slot = 0; slot < this.count; slot++) {
      const row = this.rows[slot] ?? 0;
      take(row, slot * DIMENSIONS);
      this.slotOf[row] = -1;
    }
    this.count = 0;
  }
}
