import type { Ranker } from '../ranker.js';
import { lengthOf, type TrainingSessions } from '../training-sessions.js';
import { byPopularity } from './popular.js';

/**
 * S-POP (Hidasi et al., ICLR 2016): the items of the session itself, most often visited first, ties by popularity; popular
 * items follow.
 */
export function fitSessionPopular(training: TrainingSessions): Ranker {
  const popular = byPopularity(training);
  return {
    rank({ session, limit, without }) {
      const own = ownItems(session, training);
      const names = new Set(own);
      for (const item of popular.slice(0, limit + 1)) names.add(training.itemAt(item));
      if (without !== null) names.delete(without);
      return [...names].slice(0, limit);
    },
  };
}

/** Items of the session in the order that S-POP gives them; what training does not know comes last among its equals. */
function ownItems(session: readonly { readonly item: string }[], training: TrainingSessions): string[] {
  const visits = new Map<string, number>();
  for (const { item } of session) visits.set(item, (visits.get(item) ?? 0) + 1);
  return [...visits]
    .map(([item, count]) => ({ item, count, number: training.indexOf(item) }))
    .map((own) => ({ ...own, sessions: own.number < 0 ? 0 : lengthOf(training.sessionsOf, own.number) }))
    .sort((a, b) => b.count - a.count || b.sessions - a.sessions || a.number - b.number)
    .map(({ item }) => item);
}
