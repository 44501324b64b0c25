/** A second of a load, as its recovery is judged. */
export interface JudgedSecond {
  /** Milliseconds; null where nothing was answered. */
  readonly p99: number | null;
  readonly failures: number;
}

/** A service has recovered when a second's p99 is at most this many times the steady one. */
const STEADY_TIMES = 2;

/**
 * @param seconds of the whole load.
 * @param steadyMs p99 before the burst.
 * @param from first second after the burst.
 * @returns how many seconds after the burst the service was as it had been; null where it was not by the end.
 */
export function recoverySeconds(
  seconds: readonly JudgedSecond[],
  steadyMs: number,
  from: number,
): number | null {
  const at = seconds
    .slice(from)
    .findIndex(({ p99, failures }) => failures === 0 && p99 !== null && p99 <= STEADY_TIMES * steadyMs);
  return at < 0 ? null : at;
}
