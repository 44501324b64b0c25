import type { Watermark } from './session-store.js';

/** @returns whether a store that holds `stored` has folded at least as far as `other` says; none is before every other. */
export function isAtOrBeyond(stored: Watermark | undefined, other: Watermark | null | undefined): boolean {
  if (!other) return true;
  if (!stored) return false;
  return stored.epoch === other.epoch ? stored.nextOffset >= other.nextOffset : stored.epoch > other.epoch;
}

/** @returns the watermark that is furthest behind, undefined as soon as one is missing. */
export function earliest(watermarks: readonly (Watermark | undefined)[]): Watermark | undefined {
  return watermarks.reduce((first, next) => (isAtOrBeyond(next, first) ? first : next));
}
