import { STRATEGIES, type SlateItem, type Strategy } from '#libs/contracts';
import type { Blender, RankedSlate, SlateBounds } from './blender.js';
import { SCORED_INTERACTIONS_MAX, type SessionInteraction } from './session-interaction.js';

/** What a site leaves out of its slates. */
export interface SlateFilters {
  /** Items named one by one. */
  readonly excluded: ReadonlySet<string>;
  /** Leave out every item of the session. */
  readonly seen: boolean;
  /** Leave out the item on the page: the one being viewed, else the session's newest. */
  readonly current: boolean;
}

export const NO_FILTERS: SlateFilters = { excluded: new Set(), seen: false, current: false };

export interface SlateRequest {
  /** The session's interactions, newest last. */
  readonly session: readonly SessionInteraction[];
  /** The item on the page. */
  readonly viewing?: string | undefined;
  readonly limit: number;
  readonly filters: SlateFilters;
  /** The site's own list, for when nothing else answers. */
  readonly fixed: readonly string[];
  /** Where the ladder begins: rungs above are not asked. Left out: at the top. */
  readonly startAt?: Strategy | undefined;
  /** Whether the request's budget allows another step; asked before each. Time is the caller's. */
  readonly hasTime: () => boolean;
}

export interface ChosenSlate {
  readonly strategy: Strategy;
  readonly items: readonly SlateItem[];
  /** What was skipped for want of time: `session`, `viewing`, `trees`. */
  readonly degraded: readonly string[];
}

/** The items of a session and what goes with them, topped up with popular ones. */
function sessionSlate(
  blender: Blender,
  session: readonly SessionInteraction[],
  bounds: SlateBounds,
): RankedSlate {
  return blender.rank(session, bounds);
}

/** What goes with one item: a session that has just begun with it. */
function viewingSlate(blender: Blender, viewing: string, bounds: SlateBounds): RankedSlate {
  return blender.rank([{ item: viewing, type: 'view', progress: 0, atSeconds: 0 }], bounds);
}

/** Items by recent sessions; the score is the share of recent sessions that hold the item. */
function popularSlate({ tables }: Blender, { limit, blocked }: SlateBounds): SlateItem[] {
  const items: SlateItem[] = [];
  for (let at = 0; at < tables.popular.length && items.length < limit; at++) {
    const index = tables.popular[at] ?? 0;
    const item = tables.itemAt(index);
    const score = (tables.itemRecentSessions[index] ?? 0) / Math.max(1, tables.recentSessionsCount);
    if (!blocked.has(item)) items.push({ item, score, because: null, source: null });
  }
  return items;
}

/** The site's own list, in its order; every score is 0. */
function fixedSlate(fixed: readonly string[], { limit, blocked }: SlateBounds): SlateItem[] {
  return [...new Set(fixed)]
    .filter((item) => !blocked.has(item))
    .slice(0, limit)
    .map((item) => ({ item, score: 0, because: null, source: null }));
}

/**
 * Walks the ladder and names the rung that answers. The session answers where one of its items has neighbours, else the item
 * being viewed where that has some, else the session with its own items alone; a rung on which no session item spoke (all
 * filtered away) passes on. Then popular, then the fixed list, which may be empty.
 * @param blender null where the site has no tables.
 */
export function chooseSlate(blender: Blender | null, request: SlateRequest): ChosenSlate {
  const { limit, hasTime, startAt = 'session' } = request;
  const bounds = { limit, blocked: blockedBy(request), hasTime };
  const degraded: string[] = [];
  for (const { strategy, make } of blender ? spokenRungs(blender, request, bounds) : []) {
    if (isAbove(strategy, startAt)) continue;
    if (!hasTime()) {
      if (!degraded.includes(strategy)) degraded.push(strategy);
      continue;
    }
    const { items, treesSkipped } = make();
    if (items.some(({ because }) => because !== null))
      return { strategy, items, degraded: treesSkipped ? [...degraded, 'trees'] : degraded };
  }
  const popular = blender && startAt !== 'fixed' ? popularSlate(blender, bounds) : [];
  if (popular.length > 0) return { strategy: 'popular', items: popular, degraded };
  return { strategy: 'fixed', items: fixedSlate(request.fixed, bounds), degraded };
}

function isAbove(strategy: Strategy, startAt: Strategy): boolean {
  return STRATEGIES.indexOf(strategy) < STRATEGIES.indexOf(startAt);
}

interface Rung {
  readonly strategy: Strategy;
  readonly make: () => RankedSlate;
}

function spokenRungs(blender: Blender, { session, viewing }: SlateRequest, bounds: SlateBounds): Rung[] {
  const bySession: Rung = { strategy: 'session', make: () => sessionSlate(blender, session, bounds) };
  const scored = session.slice(-SCORED_INTERACTIONS_MAX);
  const sessionFirst = scored.some(({ item }) => blender.hasNeighbours(item));
  const rungs: Rung[] = sessionFirst ? [bySession] : [];
  if (viewing !== undefined && blender.hasNeighbours(viewing))
    rungs.push({ strategy: 'viewing', make: () => viewingSlate(blender, viewing, bounds) });
  if (!sessionFirst && session.length > 0) rungs.push(bySession);
  return rungs;
}

function blockedBy({ session, viewing, filters }: SlateRequest): ReadonlySet<string> {
  const current = viewing ?? session.at(-1)?.item;
  if (!filters.seen && !filters.current) return filters.excluded;
  const blocked = new Set(filters.excluded);
  if (filters.seen) for (const { item } of session) blocked.add(item);
  if (filters.current && current !== undefined) blocked.add(current);
  return blocked;
}
