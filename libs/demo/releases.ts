import type { Film } from './catalogue.js';
import type { Random } from './random.js';
import { WeightedChoice } from './weighted-choice.js';

const DAY_MS = 86_400_000;
/** Share of the catalogue, the newest films, that comes out within the window. */
const RELEASED_SHARE = 0.02;
/** A release finds its audience within a day or two and loses half of it every four days after. */
const RISE_DAYS = 1.2;
const HALF_LIFE_DAYS = 4;

/** What is new at each moment of the window. */
export class Releases {
  readonly #films: readonly { film: number; atMs: number; size: number }[];
  readonly #releasedAtMs = new Map<number, number>();
  readonly #charts = new Map<number, WeightedChoice>();

  constructor(catalogue: readonly Film[], startMs: number, endMs: number, random: Random) {
    this.#films = newestFilms(catalogue, random).map((film) => ({
      film,
      // The first few were out before the window opened: there is something new from the first day on.
      atMs: startMs + (endMs - startMs) * random.between(-0.15, 0.95),
      size: random.exponential(1),
    }));
    for (const { film, atMs } of this.#films) this.#releasedAtMs.set(film, atMs);
  }

  /** Whether people can watch a film yet. */
  isOut(film: number, atMs: number): boolean {
    return (this.#releasedAtMs.get(film) ?? -Infinity) <= atMs;
  }

  /** A film everybody talks about at the moment, or undefined while there is none. */
  drawTrending(atMs: number, random: Random): number | undefined {
    const day = Math.floor(atMs / DAY_MS);
    const chart = this.#charts.get(day) ?? this.#chartOf((day + 0.5) * DAY_MS);
    this.#charts.set(day, chart);
    const film = this.#films[chart.draw(random)]?.film;
    return film !== undefined && this.isOut(film, atMs) ? film : undefined;
  }

  #chartOf(atMs: number): WeightedChoice {
    const buzz = this.#films.map(({ atMs: releasedMs, size }) => size * buzzAt((atMs - releasedMs) / DAY_MS));
    // A quiet day still needs something to draw; what is drawn then is not out and counts as nothing.
    return new WeightedChoice(buzz.map((value) => value + Number.MIN_VALUE));
  }
}

function newestFilms(catalogue: readonly Film[], random: Random): number[] {
  const films = random.shuffled(catalogue.map((_, film) => film));
  const count = Math.max(1, Math.round(catalogue.length * RELEASED_SHARE));
  return films.sort((a, b) => (catalogue[b]?.year ?? 0) - (catalogue[a]?.year ?? 0)).slice(0, count);
}

function buzzAt(ageDays: number): number {
  if (ageDays < 0) return 0;
  return (1 - Math.exp(-ageDays / RISE_DAYS)) * 0.5 ** (ageDays / HALF_LIFE_DAYS);
}
