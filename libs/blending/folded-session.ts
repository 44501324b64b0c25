import type { AgainWeights } from './blend.js';
import { COLUMNS, type CoWatchTables } from './co-watch-tables.js';
import { placeWeight, type FoldedBlend, type FoldedWeights } from './folded-blend.js';
import {
  SCORED_INTERACTIONS_MAX,
  weightOf,
  type InteractionWeights,
  type SessionInteraction,
} from './session-interaction.js';

/** A distinct item of the session. */
export interface SessionItem {
  readonly item: string;
  /** Index in the tables, -1 where they do not know it. */
  readonly index: number;
  /** Index among candidates: that of the tables, or one past their items for an item they do not know. */
  readonly candidate: number;
  /** Where it stands, newest first: 0 is the session's newest interaction. */
  readonly places: readonly number[];
  /** What the interaction at each place counts. */
  readonly weights: readonly number[];
  /** log((S + 1) / (c + 1)) / log(S + 1). */
  readonly rarity: number;
  /** What the item itself gets for being in the session. */
  readonly again: number;
}

/** A session ready to be multiplied into rows. */
export interface FoldedSession {
  /** Distinct, newest first. */
  readonly items: readonly SessionItem[];
  /** Index in the tables by place, newest first; -1 where they do not know the item. */
  readonly newestFirst: readonly number[];
  /** One coefficient a session item and column: decays, rarity and the division by sessions. Index item * columns + column. */
  readonly coefficients: Float64Array;
  /** What this length of session is scored with. */
  readonly weights: FoldedWeights;
  /** Seconds from the second newest interaction to the newest, and from the oldest; 0 for times that run backwards. */
  readonly sinceSecondSeconds: number;
  readonly sinceStartSeconds: number;
  /** Interactions, scored or not. */
  readonly length: number;
}

interface Places {
  readonly item: string;
  readonly index: number;
  readonly places: number[];
  readonly weights: number[];
}

/** Coefficients that any session has room in. */
export const COEFFICIENTS_MAX = SCORED_INTERACTIONS_MAX * COLUMNS.length;

/**
 * @param session interactions in order, newest last; the newest SCORED_INTERACTIONS_MAX count.
 * @param coefficients written and kept by the result: COEFFICIENTS_MAX of them.
 */
export function foldSession(
  session: readonly SessionInteraction[],
  tables: CoWatchTables,
  { shrinkage, interactions, byLength }: FoldedBlend,
  coefficients: Float64Array,
): FoldedSession {
  const weights = byLength[Math.min(session.length, SCORED_INTERACTIONS_MAX)];
  if (!weights) throw new RangeError('A folded blend has weights for every length.');
  const distinct = distinctItems(session, tables, interactions);
  const items = withCandidates(distinct, tables, weights.again);
  coefficients.fill(0);
  items.forEach((item, at) => {
    if (item.index >= 0) addCoefficients(coefficients, at * COLUMNS.length, item, weights, tables, shrinkage);
  });
  const [newest, second] = [session.at(-1)?.atSeconds ?? 0, session.at(-2)?.atSeconds];
  return {
    items,
    newestFirst: placesOf(distinct, Math.min(session.length, SCORED_INTERACTIONS_MAX)),
    coefficients,
    weights,
    sinceSecondSeconds: Math.max(0, newest - (second ?? newest)),
    sinceStartSeconds: Math.max(0, newest - (session[0]?.atSeconds ?? newest)),
    length: session.length,
  };
}

function distinctItems(
  session: readonly SessionInteraction[],
  tables: CoWatchTables,
  interactions: InteractionWeights,
): Places[] {
  const distinct: Places[] = [];
  for (let place = 0; place < Math.min(session.length, SCORED_INTERACTIONS_MAX); place++) {
    const interaction = session[session.length - 1 - place];
    if (!interaction) break;
    const { item } = interaction;
    const weight = weightOf(interaction, interactions);
    const known = distinct.find((other) => other.item === item);
    if (known) {
      known.places.push(place);
      known.weights.push(weight);
    } else distinct.push({ item, index: tables.indexOf(item), places: [place], weights: [weight] });
  }
  return distinct;
}

function placesOf(distinct: readonly Places[], length: number): number[] {
  const newestFirst = new Array<number>(length).fill(-1);
  for (const { index, places } of distinct) for (const place of places) newestFirst[place] = index;
  return newestFirst;
}

function addCoefficients(
  coefficients: Float64Array,
  from: number,
  { index, places, weights: placeWeights, rarity }: SessionItem,
  folded: FoldedWeights,
  { itemSessions }: CoWatchTables,
  shrinkage: number,
): void {
  for (let column = 0; column < COLUMNS.length; column++) {
    let sum = 0;
    for (let at = 0; at < places.length; at++) {
      sum += placeWeight(folded, places[at] ?? 0, column, placeWeights[at] ?? 0, rarity);
    }
    coefficients[from + column] = sum / ((itemSessions[index] ?? 0) + shrinkage);
  }
}

/** Items the tables do not know follow theirs in the total order, newest first. */
function withCandidates(
  distinct: readonly Places[],
  { itemsCount, itemSessions, sessionsCount }: CoWatchTables,
  again: AgainWeights,
): SessionItem[] {
  let unknown = 0;
  return distinct.map(({ item, index, places, weights }) => ({
    item,
    index,
    candidate: index >= 0 ? index : itemsCount + unknown++,
    places,
    weights,
    rarity: index >= 0 ? rarityOf(itemSessions[index] ?? 0, sessionsCount) : 0,
    again: againOf(places, again),
  }));
}

/** @returns 0 for the only session there is. */
function rarityOf(sessions: number, sessionsCount: number): number {
  return sessionsCount > 0 ? Math.log((sessionsCount + 1) / (sessions + 1)) / Math.log(sessionsCount + 1) : 0;
}

function againOf(places: readonly number[], again: AgainWeights): number {
  const newest = places[0] ?? 0;
  const base = newest === 0 ? again.newest : newest === 1 ? again.second : again.earlier / (1 + newest);
  return base + again.repeated * (places.length - 1);
}
