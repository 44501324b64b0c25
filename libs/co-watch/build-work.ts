import type { RecordedHistory } from './recorded-history.js';
import type { SlicePlan } from './plan-slices.js';
import { pairsMaxOf } from './embedding-jobs.js';

/** What runs at the same time, by name, with the seconds that each is expected to take. */
type Stage = Readonly<Record<string, number>>;

/** Seconds on two cores of the machine that docs/decisions/pair-counting.md was measured on: only their proportions matter. */
const SECONDS = {
  interactionCounted: 8e-6,
  pairTrained: 33e-6,
  /** Of finding the nearest items, for each pair of items that is compared. */
  itemsCompared: 1.1e-8,
  blend: 17,
  trees: 25,
};
const PASSES = 3;
const WARM_PASSES = 2;
/** Nearest items are looked for among so many. */
const COMPARED_MAX = 50_000;

/** How much of a build is done, all of its steps together, weighed by the time that each takes. */
export class BuildWork {
  private readonly shares = new Map<string, number>();

  constructor(private readonly stages: readonly Stage[]) {}

  /** @param share of that part, 0 to 1. @returns the share of the whole, 0 to 1; it never shrinks. */
  report(part: string, share: number): number {
    this.shares.set(part, Math.max(share, this.shares.get(part) ?? 0));
    let [done, all] = [0, 0];
    for (const stage of this.stages) {
      const weight = Math.max(...Object.values(stage));
      done += weight * this.shareOf(stage);
      all += weight;
    }
    return all === 0 ? 0 : done / all;
  }

  private shareOf(stage: Stage): number {
    let [done, all] = [0, 0];
    for (const [part, seconds] of Object.entries(stage)) {
      done += seconds * (this.shares.get(part) ?? 0);
      all += seconds;
    }
    return all === 0 ? 1 : done / all;
  }
}

/** The stages of a build, as `learnTables` goes through them. */
export function stagesOf(
  { offsets, names }: Pick<RecordedHistory, 'offsets' | 'names'>,
  plan: readonly SlicePlan[],
): Stage[] {
  const interactionsUpTo = (session: number): number => offsets[session] ?? 0;
  const all = interactionsUpTo(offsets.length - 1);
  const counting = (interactions: number): number => interactions * SECONDS.interactionCounted;
  const embedding = (interactions: number, passes: number): number =>
    passes * Math.min(interactions, pairsMaxOf(names.length)) * SECONDS.pairTrained +
    names.length * Math.min(names.length, COMPARED_MAX) * SECONDS.itemsCompared;
  return [
    ...plan.map(({ from }, at) => ({ [`count ${at}`]: counting(interactionsUpTo(from)) })),
    {
      ...Object.fromEntries(
        plan.map(({ from }, at) => [`embed ${at}`, embedding(interactionsUpTo(from), PASSES)]),
      ),
      [`count ${plan.length}`]: counting(all),
    },
    plan.length === 0
      ? {}
      : { [`embed ${plan.length}`]: embedding(all, WARM_PASSES), blend: SECONDS.blend, trees: SECONDS.trees },
  ].filter((stage) => Object.keys(stage).length > 0);
}
