import type { Ranker } from '../ranker.js';
import { lengthOf, type TrainingSessions } from '../training-sessions.js';
import { NearSessions, type SharedItem } from './near-sessions.js';
import { ScoreBoard } from './score-board.js';

/** One setting for all sites, as the comparative studies use it. */
const BOUNDS = { compared: 500, kept: 100 };

/**
 * S-kNN (Jannach and Ludewig, RecSys 2017): an item scores the sum of the similarities of the sessions that hold it. Sessions
 * are sets of items, their similarity is the cosine.
 */
export function fitSessionKnn(training: TrainingSessions): Ranker {
  const near = new NearSessions(training, BOUNDS);
  const board = new ScoreBoard(training);
  const { distinctItems } = training;
  return {
    rank({ session, limit, without }) {
      const distinct = new Set(session.map(({ item }) => item));
      const items = known([...distinct], training);
      const found = near.find(
        items,
        (shared, other) => shared / Math.sqrt(distinct.size * lengthOf(distinctItems, other)),
      );
      for (const { session: other, similarity } of found)
        for (let at = distinctItems.offsets[other] ?? 0; at < (distinctItems.offsets[other + 1] ?? 0); at++)
          board.add(distinctItems.values[at] ?? 0, similarity);
      return board.answer({ limit, without });
    },
  };
}

function known(items: readonly string[], training: TrainingSessions): SharedItem[] {
  return items.map((item) => ({ item: training.indexOf(item), weight: 1 })).filter(({ item }) => item >= 0);
}
