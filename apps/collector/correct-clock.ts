import { LIMITS } from '#libs/contracts';

/**
 * How far the times of a batch are to move, milliseconds: 0 while the sender's clock is within a minute of ours, else the
 * difference in whole seconds, the nearest. The sender's clock is taken to be off by the same amount for the whole batch.
 * @param sentAtMs by the sender's clock, at the moment of sending.
 * @param receivedAtMs by the collector's clock.
 */
export function clockCorrectionMs(sentAtMs: number, receivedAtMs: number): number {
  const differenceMs = receivedAtMs - sentAtMs;
  return Math.abs(differenceMs) > LIMITS.clockSkewMsMax ? Math.round(differenceMs / 1000) * 1000 : 0;
}

/** @returns whether a corrected time can stand on the log. */
export function isTimestamp(ms: number): boolean {
  return Number.isInteger(ms) && ms >= LIMITS.timestampMsMin && ms <= LIMITS.timestampMsMax;
}
