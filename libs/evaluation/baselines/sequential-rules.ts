import type { Ranker } from '../ranker.js';
import type { TrainingSessions } from '../training-sessions.js';
import { ItemRules } from './item-rules.js';

/** Furthest distance in visits at which one item counts as following another. */
const STEPS_MAX = 20;

/**
 * SR, sequential rules (Ludewig and Jannach, 2018): what came after the newest item, at distance g in visits, counts 1 / g².
 */
export function fitSequentialRules(training: TrainingSessions): Ranker {
  const { offsets, values } = training.visits;
  return new ItemRules(training, (item, session, board) => {
    const to = offsets[session + 1] ?? 0;
    for (let at = offsets[session] ?? 0; at < to; at++) {
      if (values[at] !== item) continue;
      const last = Math.min(to - 1, at + STEPS_MAX);
      for (let later = at + 1; later <= last; later++) board.add(values[later] ?? 0, 1 / (later - at) ** 2);
    }
  });
}
