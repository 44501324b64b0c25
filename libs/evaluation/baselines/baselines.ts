import type { Ranker } from '../ranker.js';
import type { TrainingSessions } from '../training-sessions.js';
import { fitAssociationRules } from './association-rules.js';
import { fitPopular } from './popular.js';
import { fitSequentialRules } from './sequential-rules.js';
import { fitSessionKnn } from './session-knn.js';
import { fitSessionPopular } from './session-popular.js';
import { fitVstan } from './vstan.js';

/** A simple method to compare with, its parameters fixed. */
export interface Baseline {
  readonly name: string;
  /** What it does, in one clause for people. */
  readonly does: string;
  readonly fit: (training: TrainingSessions) => Ranker;
}

export const BASELINES: readonly Baseline[] = [
  { name: 'popular', does: 'the same popular items for everybody', fit: fitPopular },
  { name: 's-pop', does: 'the items of the session again, then popular ones', fit: fitSessionPopular },
  { name: 'ar', does: 'what is seen in the same sessions as the newest item', fit: fitAssociationRules },
  { name: 'sr', does: 'what followed the newest item', fit: fitSequentialRules },
  { name: 's-knn', does: 'items of the most similar recent sessions', fit: fitSessionKnn },
  {
    name: 'vstan',
    does: 'items of similar sessions, weighed by place, age and rarity',
    fit: fitVstan,
  },
];
