import type { Ranker, RankRequest } from '../ranker.js';
import { lengthOf, type TrainingSessions } from '../training-sessions.js';
import { NearSessions, type NearSession, type SharedItem } from './near-sessions.js';
import { ScoreBoard } from './score-board.js';

const DAY_SECONDS = 86_400;
/** One setting for all sites. */
const BOUNDS = { compared: 5000, kept: 1500 };
/** Visits after which an item of the session counts 1/e in the similarity. */
const POSITION_SCALE = 1.25;
/** Days after which a session counts 1/e. */
const AGE_SCALE_DAYS = 100;
/** Places from the shared item after which an item of a neighbour counts 1/e. */
const DISTANCE_SCALE = 10;
/** Visits since the newest shared item after which a neighbour counts 1/e. */
const SHARED_POSITION_SCALE = 10;
const RARITY_WEIGHT = 10;

/**
 * VSTAN (Ludewig, Mauro, Latifi and Jannach, User Modeling and User-Adapted Interaction 31, 2021): nearest sessions as in STAN
 * (Garg et al., SIGIR 2019), which lets recent visits, recent sessions and items near the shared one count more, and weighs
 * items by their rarity.
 */
export function fitVstan(training: TrainingSessions): Ranker {
  return new Vstan(training);
}

class Vstan implements Ranker {
  private readonly near: NearSessions;
  private readonly board: ScoreBoard;
  private readonly recency: Float64Array;
  private readonly rarity: Float64Array;
  private readonly distanceDecay: Float64Array;
  /** Newest place of an item in the session that is ranked, from 1; 0 for items outside. */
  private readonly placeInSession: Int32Array;
  /** Which neighbour met the item last, so that only its last place there counts. */
  private readonly metBy: Int32Array;
  private neighbours = 0;

  constructor(private readonly training: TrainingSessions) {
    this.near = new NearSessions(training, BOUNDS);
    this.board = new ScoreBoard(training);
    this.recency = recencyOf(training);
    this.rarity = rarityOf(training);
    this.distanceDecay = distanceDecayOf(training);
    this.placeInSession = new Int32Array(training.itemsCount);
    this.metBy = new Int32Array(training.itemsCount);
  }

  rank({ session, limit, without }: RankRequest): readonly string[] {
    const items = this.weighed(session.map(({ item }) => this.training.indexOf(item)));
    // The length of the session's own vector divides all similarities alike and changes no order.
    const near = this.near.find(
      items,
      (shared, other) =>
        (shared / Math.sqrt(lengthOf(this.training.distinctItems, other))) * (this.recency[other] ?? 0),
    );
    for (const neighbour of near) this.addItemsOf(neighbour, session.length);
    for (const { item } of items) this.placeInSession[item] = 0;
    return this.board.answer({ limit, without });
  }

  /** Items that training knows, each by its newest place. */
  private weighed(session: readonly number[]): SharedItem[] {
    session.forEach((item, at) => {
      if (item >= 0) this.placeInSession[item] = at + 1;
    });
    return [...new Set(session)]
      .filter((item) => item >= 0)
      .map((item) => ({
        item,
        weight: Math.exp(((this.placeInSession[item] ?? 0) - session.length) / POSITION_SCALE),
      }));
  }

  private addItemsOf({ session, similarity }: NearSession, sessionLength: number): void {
    const { offsets, values } = this.training.visits;
    const [from, to] = [offsets[session] ?? 0, offsets[session + 1] ?? 0];
    const { lastShared, newestPlace } = this.sharedWith(from, to);
    const weight = similarity * Math.exp((newestPlace - sessionLength) / SHARED_POSITION_SCALE);
    this.neighbours++;
    for (let at = to - 1; at >= from; at--) {
      const item = values[at] ?? 0;
      if (this.metBy[item] === this.neighbours) continue;
      this.metBy[item] = this.neighbours;
      const near = this.distanceDecay[Math.abs(at - lastShared)] ?? 0;
      this.board.add(item, weight * near * (1 + RARITY_WEIGHT * (this.rarity[item] ?? 0)));
    }
  }

  /** Where a neighbour shows a shared item last, and the newest place that any shared item has in the session. */
  private sharedWith(from: number, to: number): { lastShared: number; newestPlace: number } {
    let lastShared = from;
    let newestPlace = 0;
    for (let at = from; at < to; at++) {
      const place = this.placeInSession[this.training.visits.values[at] ?? 0] ?? 0;
      if (place === 0) continue;
      lastShared = at;
      newestPlace = Math.max(newestPlace, place);
    }
    return { lastShared, newestPlace };
  }
}

/** By session, from the newest one: a common factor of all sessions changes no order, so the time of asking does not matter. */
function recencyOf({ endedAtSeconds }: TrainingSessions): Float64Array {
  const newest = endedAtSeconds.at(-1) ?? 0;
  return endedAtSeconds.map((at) => Math.exp((at - newest) / (AGE_SCALE_DAYS * DAY_SECONDS)));
}

/** log(sessions / visits), by item. */
function rarityOf({ visitsOf, sessionsCount }: TrainingSessions): Float64Array {
  return Float64Array.from(visitsOf, (visits) => Math.log(sessionsCount / visits));
}

/** By distance in places. */
function distanceDecayOf({ visits, sessionsCount }: TrainingSessions): Float64Array {
  let longest = 0;
  for (let session = 0; session < sessionsCount; session++)
    longest = Math.max(longest, lengthOf(visits, session));
  return Float64Array.from({ length: longest }, (_, distance) => Math.exp(-distance / DISTANCE_SCALE));
}
