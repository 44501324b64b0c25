import type { Ranker } from '../ranker.js';
import { lengthOf, type TrainingSessions } from '../training-sessions.js';
import { namesOf } from './score-board.js';

/** The same list for everybody: items by the sessions that hold them. */
export function fitPopular(training: TrainingSessions): Ranker {
  const popular = byPopularity(training);
  return {
    rank: ({ limit, without }) => namesOf(popular.slice(0, limit + 1), training, { limit, without }),
  };
}

/** Every item, most sessions first, ties by number. */
export function byPopularity({ itemsCount, sessionsOf }: TrainingSessions): number[] {
  return Array.from({ length: itemsCount }, (_, item) => item).sort(
    (a, b) => lengthOf(sessionsOf, b) - lengthOf(sessionsOf, a) || a - b,
  );
}
