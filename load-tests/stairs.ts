/** How a step of offered rate went. */
export interface TriedRate {
  readonly perSecond: number;
  /** Its latency stayed within the target and nothing failed. */
  readonly held: boolean;
  /** The load generator was late: the step says nothing of the service. */
  readonly generatorWasLate: boolean;
}

export interface StairsOptions {
  readonly from: number;
  /** Next rate of a rate. */
  readonly up: (perSecond: number) => number;
  readonly perSecondMax: number;
}

export type EndOfStairs = 'broke twice' | 'the load generator was late' | 'the highest rate was tried';

/** @returns the rate to try next, or why there is none. A rate that breaks is tried again: one bad moment is no limit. */
export function nextRate(
  tried: readonly TriedRate[],
  { from, up, perSecondMax }: StairsOptions,
): number | EndOfStairs {
  const last = tried.at(-1);
  if (!last) return from;
  if (last.held) {
    const next = up(last.perSecond);
    return next > perSecondMax ? 'the highest rate was tried' : next;
  }
  const isSecondTry = tried.at(-2)?.perSecond === last.perSecond;
  if (!isSecondTry) return last.perSecond;
  return last.generatorWasLate ? 'the load generator was late' : 'broke twice';
}

/** @returns the highest rate that held, before one broke twice; 0 where none did. */
export function capacityOf(tried: readonly TriedRate[]): number {
  return Math.max(0, ...tried.filter(({ held }) => held).map(({ perSecond }) => perSecond));
}
