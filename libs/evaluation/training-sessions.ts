/** A session that is learned from. */
export interface TrainingSession {
  /** In order, repeats kept, at least one. */
  readonly items: readonly string[];
  /** Time of its newest event, whole seconds. */
  readonly endedAtSeconds: number;
}

/** Lists of numbers one behind the other: list i is values[offsets[i]] … values[offsets[i + 1] - 1]. */
export interface Lists {
  readonly offsets: Uint32Array;
  readonly values: Uint32Array;
}

/**
 * Sessions as the baselines read them. A session's number is its place in order of its end, oldest first; an item's number is
 * its place in order of first occurrence in those sessions, which decides between equal scores everywhere.
 */
export interface TrainingSessions {
  readonly sessionsCount: number;
  readonly itemsCount: number;
  /** Seconds, by session. */
  readonly endedAtSeconds: Float64Array;
  /** Items of a session in order. */
  readonly visits: Lists;
  /** Items of a session, each once, in order of first occurrence. */
  readonly distinctItems: Lists;
  /** Sessions that hold an item, newest first. */
  readonly sessionsOf: Lists;
  /** Visits of an item in all sessions. */
  readonly visitsOf: Uint32Array;
  /** @returns -1 for an item that no session holds. */
  indexOf(item: string): number;
  itemAt(index: number): string;
}

/** Numbers sessions and items. @param sessions in any order; those that end in the same second keep theirs. */
export function indexSessions(sessions: readonly TrainingSession[]): TrainingSessions {
  const inOrder = sessions.toSorted((a, b) => a.endedAtSeconds - b.endedAtSeconds);
  const numbers = new Map<string, number>();
  const numbered = inOrder.map(({ items }) => items.map((item) => numberOf(item, numbers)));
  const names = [...numbers.keys()];
  const visits = listsOf(numbered);
  const distinctItems = listsOf(numbered.map((items) => [...new Set(items)]));
  return {
    sessionsCount: sessions.length,
    itemsCount: names.length,
    endedAtSeconds: Float64Array.from(inOrder, ({ endedAtSeconds }) => endedAtSeconds),
    visits,
    distinctItems,
    sessionsOf: invertedNewestFirst(distinctItems, names.length),
    visitsOf: countsOf(visits.values, names.length),
    indexOf: (item) => numbers.get(item) ?? -1,
    itemAt: (index) => names[index] ?? '',
  };
}

/** Length of one list. */
export function lengthOf({ offsets }: Lists, at: number): number {
  return (offsets[at + 1] ?? 0) - (offsets[at] ?? 0);
}

function numberOf(item: string, numbers: Map<string, number>): number {
  const known = numbers.get(item);
  if (known !== undefined) return known;
  numbers.set(item, numbers.size);
  return numbers.size - 1;
}

function listsOf(lists: readonly (readonly number[])[]): Lists {
  const offsets = new Uint32Array(lists.length + 1);
  lists.forEach((list, at) => (offsets[at + 1] = (offsets[at] ?? 0) + list.length));
  const values = new Uint32Array(offsets[lists.length] ?? 0);
  lists.forEach((list, at) => values.set(list, offsets[at]));
  return { offsets, values };
}

function countsOf(values: Uint32Array, count: number): Uint32Array {
  const counts = new Uint32Array(count);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/** From the values of each list to the lists of each value, last list first. */
function invertedNewestFirst({ offsets, values }: Lists, count: number): Lists {
  const inverted = new Uint32Array(count + 1);
  countsOf(values, count).forEach((size, value) => (inverted[value + 1] = (inverted[value] ?? 0) + size));
  const next = inverted.slice(0, count);
  const lists = new Uint32Array(values.length);
  for (let list = offsets.length - 2; list >= 0; list--)
    for (let at = offsets[list] ?? 0; at < (offsets[list + 1] ?? 0); at++) {
      const value = values[at] ?? 0;
      lists[next[value] ?? 0] = list;
      next[value] = (next[value] ?? 0) + 1;
    }
  return { offsets: inverted, values: lists };
}
