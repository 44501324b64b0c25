import { chooseSlate, NO_FILTERS, type Blender } from '#libs/blending';
import type { Ranker } from '#libs/evaluation';
import { SESSION_RULES } from '#libs/session';

/** Guesses with the slate that the recommender would answer, from what the session's state keeps, given all the time it wants. */
export function rankerOf(blender: Blender): Ranker {
  return {
    rank({ session, limit, without }) {
      const filters = without === null ? NO_FILTERS : { ...NO_FILTERS, excluded: new Set([without]) };
      const { items } = chooseSlate(blender, {
        session: session.slice(-SESSION_RULES.interactionsMax),
        limit,
        filters,
        fixed: [],
        hasTime: () => true,
      });
      return items.map(({ item }) => item);
    },
  };
}
