import type { Film } from './catalogue.js';
import { layOut } from './film-space.js';
import { Random } from './random.js';
import { Releases } from './releases.js';
import { drawSessionStarts } from './session-starts.js';
import { Audience, type Visitor } from './visitors.js';
import { Walk } from './walk.js';

/** Something a visitor of the demo site did. */
export interface DemoVisitEvent {
  readonly session: string;
  readonly visitor: string;
  readonly type: 'view' | 'watch' | 'cart' | 'purchase';
  readonly item: string;
  /** Milliseconds since 1970, whole. */
  readonly ts: number;
  /** How much of the film was watched, 0 to 1: with every `watch`, and only there. */
  readonly progress?: number;
  /** The price of the film: with every `cart` and `purchase`, and only there. */
  readonly value?: number;
}

/** What to generate. */
export interface VisitOptions {
  readonly seed: number;
  /** No event is later than this. Sessions still going on then are cut off, as real ones are. */
  readonly endMs: number;
  /** Length of the window that ends at `endMs`; every event lies within it. Default 30. */
  readonly days?: number;
  /** Number of sessions. Default 30,000, which makes about 170,000 events. */
  readonly sessions?: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Streams of one seed; the catalogue is drawn from stream 0. */
export const VISITS_STREAM = 1;

const WATCHES = 0.4;
const FINISHES = 0.4;
const ENJOYED_FROM = 0.7;
const ADDS_TO_CART = 0.03;
const BUYS = 0.6;
const PRICES = [3.99, 4.99, 7.99, 9.99, 14.99] as const;
const FILMS_MEAN_LOG = 1;
const FILMS_SPREAD_LOG = 0.85;
const FILMS_MAX = 60;

/**
 * Invents what the visitors of the demo site did: the same catalogue and options give the same events.
 * Sessions come in order of start, and the events of one session one after the other in order of time.
 * @throws RangeError when the catalogue is empty or an option makes no sense.
 */
export function* generateVisits(
  catalogue: readonly Film[],
  options: VisitOptions,
): Generator<DemoVisitEvent> {
  const { seed, endMs, days = 30, sessions = 30_000 } = options;
  checkOptions(catalogue, { seed, endMs, days, sessions });
  const random = new Random(seed, VISITS_STREAM);
  const space = layOut(catalogue, random);
  const releases = new Releases(catalogue, endMs - days * DAY_MS, endMs, random);
  const edition = `${(seed >>> 0).toString(36)}-${endMs.toString(36)}`;
  const audience = new Audience(space, sessions, `v-${edition}-`, random);
  const starts = drawSessionStarts(sessions, endMs, days, random);

  for (const [index, startMs] of starts.entries()) {
    const visitor = audience.drawVisitor(random);
    const session = `s-${edition}-${index.toString(36).padStart(5, '0')}`;
    const walk = new Walk(space, releases, visitor, random);
    for (const event of actsOf({ catalogue, visitor, walk, startMs, random })) {
      if (event.ts > endMs) break;
      yield { session, visitor: visitor.id, ...event };
    }
  }
}

interface Attendance {
  readonly catalogue: readonly Film[];
  readonly visitor: Visitor;
  readonly walk: Walk;
  readonly startMs: number;
  readonly random: Random;
}

type Act = Omit<DemoVisitEvent, 'session' | 'visitor'>;

/** What one visitor does in one session: looks at films, watches some, buys a few. */
function* actsOf({ catalogue, visitor, walk, startMs, random }: Attendance): Generator<Act> {
  let ts = startMs;
  let enjoyed = false;
  for (let left = drawFilmCount(random); left > 0; left--) {
    const index = walk.next(ts, enjoyed);
    const film = catalogue[index];
    if (film === undefined) return;
    yield { type: 'view', item: film.item, ts };
    ts += drawPauseMs(random);
    enjoyed = false;
    if (random.chance(WATCHES)) {
      const progress = drawProgress(random);
      ts += Math.round(progress * film.minutes * MINUTE_MS);
      enjoyed = progress >= ENJOYED_FROM;
      yield { type: 'watch', item: film.item, ts, progress };
      ts += drawPauseMs(random);
    }
    if (enjoyed) visitor.history.push(index);
    for (const purchase of purchasesOf(film, ts, random)) {
      yield purchase;
      ts = purchase.ts + drawPauseMs(random);
    }
  }
}

function* purchasesOf(film: Film, fromMs: number, random: Random): Generator<Act> {
  if (!random.chance(ADDS_TO_CART)) return;
  const value = random.pick(PRICES);
  yield { type: 'cart', item: film.item, ts: fromMs, value };
  if (random.chance(BUYS)) {
    yield { type: 'purchase', item: film.item, ts: fromMs + drawPauseMs(random), value };
  }
}

/** Log-normal: most sessions see two or three films, a few see dozens. */
function drawFilmCount(random: Random): number {
  const films = Math.round(Math.exp(FILMS_MEAN_LOG + FILMS_SPREAD_LOG * random.normal()));
  return Math.min(FILMS_MAX, Math.max(1, films));
}

/** Two decimals: some films are finished, the others mostly left early. */
function drawProgress(random: Random): number {
  const progress = random.chance(FINISHES) ? random.between(0.85, 1) : random.unit() * random.unit();
  return Math.max(0.01, Math.round(progress * 100) / 100);
}

/** Between one act and the next: half a minute as a rule, never less than a second. */
function drawPauseMs(random: Random): number {
  return 1000 + Math.round(30_000 * Math.exp(0.9 * random.normal()));
}

function checkOptions(catalogue: readonly Film[], options: Required<VisitOptions>): void {
  if (catalogue.length === 0)
    throw new RangeError('There are no visits without films: the catalogue is empty');
  const { seed, endMs, days, sessions } = options;
  if (!Number.isInteger(seed)) throw new RangeError(`The seed is a whole number, not ${seed}`);
  if (!Number.isInteger(endMs))
    throw new RangeError(`The end is a whole number of milliseconds, not ${endMs}`);
  if (!(days > 0) || endMs < days * DAY_MS)
    throw new RangeError(`The window is more than 0 days, not ${days}`);
  if (!Number.isInteger(sessions) || sessions < 0) {
    throw new RangeError(`The number of sessions is a whole number, not ${sessions}`);
  }
}
