import type { BuiltTables } from '#libs/co-watch';
import type { CaseFacts, EvaluationSource } from './evaluation.js';

/** Fewer cases than that, and intervals are wider than what people want to decide by. */
const FEW_CASES = 1000;

/** What a reader should know before believing the figures, in clear words. */
export function notesOn(
  { cases, sessions, unknown }: CaseFacts,
  { counted, learning }: Pick<BuiltTables['manifest'], 'counted' | 'learning'>,
  source: EvaluationSource,
): string[] {
  const notes: string[] = [];
  const learnedFrom = 'site' in source ? 'older history' : 'training file';
  if (counted.items === 0)
    notes.push(`There is nothing to learn from: the ${learnedFrom} holds no event that names an item.`);
  else if (counted.neighbours === 0)
    notes.push(`Nothing goes with anything: no session of the ${learnedFrom} holds two items.`);
  if ('site' in source && source.trainSessions === 0)
    notes.push(
      `No session of ${source.site} ended before the newest ones began, so none is left to learn from: wait for more history.`,
    );
  for (const leftOut of learning.leftOut) notes.push(`Not learned: ${leftOut}.`);
  if (cases === 0)
    notes.push(
      sessions === 0
        ? 'There is no session to predict.'
        : 'There is nothing to predict: no session turns to a second item. All figures are 0 for want of cases.',
    );
  else if (cases < FEW_CASES)
    notes.push(`There are ${cases} cases only: look at the intervals, not at the figures alone.`);
  if (unknown > 0.2)
    notes.push(`${Math.round(unknown * 100)} % of what came next was never seen in training.`);
  return notes;
}
