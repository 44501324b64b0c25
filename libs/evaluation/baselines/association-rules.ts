import type { Ranker } from '../ranker.js';
import type { TrainingSessions } from '../training-sessions.js';
import { ItemRules } from './item-rules.js';

/**
 * AR, association rules of size two (Ludewig and Jannach, User Modeling and User-Adapted Interaction 28, 2018): pairs of visits
 * of one session, whatever their order and distance, are counted for the newest item.
 */
export function fitAssociationRules(training: TrainingSessions): Ranker {
  const { offsets, values } = training.visits;
  return new ItemRules(training, (item, session, board) => {
    const [from, to] = [offsets[session] ?? 0, offsets[session + 1] ?? 0];
    let own = 0;
    for (let at = from; at < to; at++) if (values[at] === item) own++;
    // Every visit pairs with each visit of the item, but not with itself.
    for (let at = from; at < to; at++) {
      const other = values[at] ?? 0;
      if (other !== item) board.add(other, own);
      else if (own > 1) board.add(item, own - 1);
    }
  });
}
