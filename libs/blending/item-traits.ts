/**
 * What is known of an item by itself, as numbers that scoring can use as they are: logarithms of 1 + its sessions overall, in
 * the newest 1/8, 1/32 and 1/128 of sessions and weighted by recency; its trend, the logarithm of lately over overall; its age and
 * how long it was not seen, 0 (now) to 1 (the whole history); the shares of its visits that ended a session, began one, or were
 * followed by itself.
 */
export const TRAITS = [
  'sessions',
  'sessions8',
  'sessions32',
  'sessions128',
  'recent',
  'trend',
  'age',
  'unseen',
  'exits',
  'entries',
  'repeats',
] as const;
export type Trait = (typeof TRAITS)[number];

/** Counts of one item, as they are counted. */
export interface ItemCounts {
  readonly sessions: number;
  readonly sessions8: number;
  readonly sessions32: number;
  readonly sessions128: number;
  /** Sessions weighted by recency. */
  readonly recent: number;
  /** Visits, and how many of them began a session, ended one, were followed by the same item. */
  readonly visits: number;
  readonly entries: number;
  readonly exits: number;
  readonly repeats: number;
  /** Whole seconds since 1970. */
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
}

/** When the counted history began and ended, whole seconds since 1970. */
export interface HistorySpan {
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Sharpens differences near the end of the history: a day counts for more when it was the last one. */
const NEARNESS = 100;

/** The traits of one item, in the order of TRAITS. Finite for any counts that are. */
export function traitsOf(counts: ItemCounts, { firstAt, lastAt }: HistorySpan): number[] {
  const span = Math.max(1, lastAt - firstAt);
  const visits = Math.max(1, counts.visits);
  const ago = (at: number): number => Math.min(1, Math.max(0, (lastAt - at) / span));
  return [
    Math.log(1 + counts.sessions),
    Math.log(1 + counts.sessions8),
    Math.log(1 + counts.sessions32),
    Math.log(1 + counts.sessions128),
    Math.log(1 + counts.recent),
    Math.log((1 + counts.sessions8) / (1 + counts.sessions / 8)),
    ago(counts.firstSeenAt),
    Math.log(1 + NEARNESS * ago(counts.lastSeenAt)) / Math.log(1 + NEARNESS),
    counts.exits / visits,
    counts.entries / visits,
    counts.repeats / visits,
  ];
}
