import type { Evaluation } from '../../apps/co-watch/index.js';

/** One way of learning. */
interface Variant {
  readonly name: string;
  /** Of `freshet evaluate`, beside the files. */
  readonly options: readonly string[];
}

/** The whole first, with the simple methods beside it; its evaluation holds the one without trees too. */
export const VARIANTS: readonly [Variant, ...Variant[]] = [
  { name: 'Freshet', options: [] },
  { name: 'without the embedding', options: ['--without', 'embedding', '--no-baselines'] },
  { name: 'without the traits', options: ['--without', 'traits', '--no-baselines'] },
  { name: 'nothing learned, counted tables only', options: ['--without', 'everything', '--no-baselines'] },
];

/** A set's evaluations, in the order of the variants. */
export interface Measured {
  readonly set: string;
  readonly evaluations: readonly Evaluation[];
}
