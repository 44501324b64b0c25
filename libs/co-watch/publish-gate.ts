import type { OpenTables } from './read-tables.js';

/**
 * Looks at a version before it serves.
 * @param current what serves now, null for a first version and for one that can't be read any more.
 * @returns why it should not, one reason each; none lets it pass.
 */
export type PublishGate = (
  candidate: OpenTables,
  current: OpenTables | null,
) => readonly string[] | Promise<readonly string[]>;

/** Tables without an item or without a neighbour answer every session with nothing or with the same list. */
export const notEmpty: PublishGate = ({ manifest: { counted } }) => {
  if (counted.items === 0) return ['it was built from no events: import history, then build again'];
  if (counted.neighbours === 0) return ['no session holds two items, so nothing goes with anything'];
  return [];
};
