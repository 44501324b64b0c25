import type { AgainWeights } from './blend.js';
import { COLUMNS, type CoWatchTables } from './co-watch-tables.js';
import { SCORED_INTERACTIONS_MAX, type FoldedBlend, type FoldedWeights } from './folded-blend.js';

/** A distinct item of the session. */
interface SessionItem {
  readonly item: string;
  /** Index in the tables, -1 where they do not know it. */
  readonly index: number;
  /** Index among candidates: that of the tables, or one past their items for an item they do not know. */
  readonly candidate: number;
  /** What the item itself gets for being in the session. */
  readonly again: number;
}

/** A session ready to be multiplied into rows. */
export interface FoldedSession {
  /** Distinct, newest first. */
  readonly items: readonly SessionItem[];
  /** One coefficient a session item and column: decays, rarity and the division by sessions. Index item * columns + column. */
  readonly coefficients: Float64Array;
  readonly epsilon: number;
}

interface Places {
  readonly item: string;
  readonly index: number;
  /** Newest first, 0 is the session's newest interaction. */
  readonly places: number[];
}

/** @param session items in order, newest last; the newest SCORED_INTERACTIONS_MAX count. */
export function foldSession(
  session: readonly string[],
  tables: CoWatchTables,
  { shrinkage, byLength }: FoldedBlend,
): FoldedSession {
  const length = Math.min(session.length, SCORED_INTERACTIONS_MAX);
  const weights = byLength[length];
  if (!weights) throw new RangeError('A folded blend has weights for every length.');
  const distinct = distinctItems(session, tables);
  const coefficients = new Float64Array(distinct.length * COLUMNS.length);
  distinct.forEach(({ index, places }, at) => {
    if (index >= 0)
      addCoefficients(coefficients, at * COLUMNS.length, places, weights, tables, index, shrinkage);
  });
  return {
    items: withCandidates(distinct, tables.itemsCount, weights.again),
    coefficients,
    epsilon: weights.epsilon,
  };
}

function distinctItems(session: readonly string[], tables: CoWatchTables): Places[] {
  const distinct: Places[] = [];
  for (let place = 0; place < Math.min(session.length, SCORED_INTERACTIONS_MAX); place++) {
    const item = session[session.length - 1 - place] ?? '';
    const known = distinct.find((other) => other.item === item);
    if (known) known.places.push(place);
    else distinct.push({ item, index: tables.indexOf(item), places: [place] });
  }
  return distinct;
}

function addCoefficients(
  coefficients: Float64Array,
  from: number,
  places: readonly number[],
  { plain, byRarity, hasRarity }: FoldedWeights,
  { itemSessions, sessionsCount }: CoWatchTables,
  index: number,
  shrinkage: number,
): void {
  const sessions = itemSessions[index] ?? 0;
  const rarity = hasRarity ? Math.log((sessionsCount + 1) / (sessions + 1)) / Math.log(sessionsCount + 1) : 0;
  for (let column = 0; column < COLUMNS.length; column++) {
    let sum = 0;
    for (const place of places) {
      const at = place * COLUMNS.length + column;
      sum += (plain[at] ?? 0) + rarity * (byRarity[at] ?? 0);
    }
    coefficients[from + column] = sum / (sessions + shrinkage);
  }
}

/** Items the tables do not know follow theirs in the total order, newest first. */
function withCandidates(distinct: readonly Places[], itemsCount: number, again: AgainWeights): SessionItem[] {
  let unknown = 0;
  return distinct.map(({ item, index, places }) => ({
    item,
    index,
    candidate: index >= 0 ? index : itemsCount + unknown++,
    again: againOf(places, again),
  }));
}

function againOf(places: readonly number[], again: AgainWeights): number {
  const newest = places[0] ?? 0;
  const base = newest === 0 ? again.newest : newest === 1 ? again.second : again.earlier / (1 + newest);
  return base + again.repeated * (places.length - 1);
}
