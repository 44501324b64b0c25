/** A direction to multiply with item vectors: value d is step · codes[d]. No codes: nowhere. */
export interface Direction {
  readonly codes: Int16Array;
  readonly step: number;
}

/** The largest code of a direction. */
const CODE_MAX = 32_767;
/** What is smaller counts as 0: where doubles lose digits, steps of them would be wrong. */
const SMALLEST = 1e-290;

/**
 * The nearest direction in 16 bits a dimension, in steps of the largest value's 32,767th part.
 * @param codes written and returned: as many as there are values.
 */
export function directionOf(
  values: Float64Array,
  codes: Int16Array = new Int16Array(values.length),
): Direction {
  let most = 0;
  // By index: walking a typed array by its iterator takes twice as long.
  for (let d = 0; d < codes.length; d++) most = Math.max(most, Math.abs(values[d] ?? 0));
  if (most < SMALLEST) return { codes: codes.fill(0), step: 0 };
  const step = most / CODE_MAX;
  for (let d = 0; d < values.length; d++) codes[d] = Math.round((values[d] ?? 0) / step);
  return { codes, step };
}
