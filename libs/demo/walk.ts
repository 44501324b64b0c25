import { blendOf, likeness, type FilmSpace, type Vector } from './film-space.js';
import type { Random } from './random.js';
import type { Releases } from './releases.js';
import type { Taste, Visitor } from './visitors.js';
import { WeightedChoice } from './weighted-choice.js';

/** What a session does next, in shares. The rest of the time a related film is followed. */
const FOLLOW_SERIES = 0.75;
const RETURN_TO_EARLIER = 0.08;
const LOOK_AT_TRENDING = 0.06;
const CHANGE_SUBJECT = 0.07;
/** Where a session begins. */
const BEGIN_WHERE_LEFT_OFF = 0.22;
const BEGIN_WITH_TRENDING = 0.14;
/** How much each film shifts what the session is about, and how strongly that steers the next choice. */
const MOOD_SHIFT = 0.35;
const MOOD_STEERING = 6;
const REDRAWS_MAX = 20;

/** The films of one session, one after the other: a random walk that remembers where it has been. */
export class Walk {
  readonly #space: FilmSpace;
  readonly #releases: Releases;
  readonly #visitor: Visitor;
  readonly #random: Random;
  readonly #taste: Taste;
  readonly #seen: number[] = [];
  #mood: Vector;

  constructor(space: FilmSpace, releases: Releases, visitor: Visitor, random: Random) {
    this.#space = space;
    this.#releases = releases;
    this.#visitor = visitor;
    this.#random = random;
    this.#taste = random.chance(0.65) && visitor.tastes[0] ? visitor.tastes[0] : random.pick(visitor.tastes);
    this.#mood = this.#taste.vector;
  }

  /**
   * The next film.
   * @param enjoyed whether the film before was watched far enough to want its sequel.
   */
  next(atMs: number, enjoyed: boolean): number {
    const film = this.#drawReleased(atMs, enjoyed);
    this.#seen.push(film);
    const vector = this.#space.vectors[film] ?? this.#mood;
    this.#mood = blendOf([
      { vector: this.#mood, weight: 1 - MOOD_SHIFT },
      { vector, weight: MOOD_SHIFT },
    ]);
    return film;
  }

  #drawReleased(atMs: number, enjoyed: boolean): number {
    for (let draws = 0; ; draws++) {
      const film = this.#seen.length === 0 ? this.#drawFirst(atMs) : this.#drawNext(atMs, enjoyed);
      if (draws === REDRAWS_MAX) return film;
      if (film !== this.#seen.at(-1) && this.#releases.isOut(film, atMs)) return film;
    }
  }

  #drawFirst(atMs: number): number {
    const last = this.#visitor.history.at(-1);
    if (last !== undefined && this.#random.chance(BEGIN_WHERE_LEFT_OFF)) {
      const sequel = this.#space.sequel[last] ?? -1;
      return sequel >= 0 ? sequel : this.#random.pick(this.#visitor.history.slice(-5));
    }
    const trending = this.#random.chance(BEGIN_WITH_TRENDING);
    return (trending ? this.#releases.drawTrending(atMs, this.#random) : undefined) ?? this.#drawToTaste();
  }

  #drawNext(atMs: number, enjoyed: boolean): number {
    const current = this.#seen.at(-1) ?? 0;
    const sequel = this.#space.sequel[current] ?? -1;
    if (sequel >= 0 && this.#random.chance(enjoyed ? FOLLOW_SERIES : FOLLOW_SERIES / 2)) return sequel;
    const mind = this.#random.unit();
    if (mind < RETURN_TO_EARLIER) return this.#random.pick(this.#seen);
    if (mind < RETURN_TO_EARLIER + LOOK_AT_TRENDING) {
      return this.#releases.drawTrending(atMs, this.#random) ?? this.#drawToTaste();
    }
    if (mind < RETURN_TO_EARLIER + LOOK_AT_TRENDING + CHANGE_SUBJECT) return this.#drawToTaste();
    return this.#drawRelated(this.#random.chance(0.8) ? current : this.#random.pick(this.#seen));
  }

  /** A neighbour of a film, those first that suit what the session has been about. */
  #drawRelated(film: number): number {
    const related = this.#space.neighbours[film];
    if (related === undefined || related.films.length === 0) return film;
    const weights = related.weights.map((weight, index) => {
      const vector = this.#space.vectors[related.films[index] ?? film] ?? this.#mood;
      return weight * Math.exp(MOOD_STEERING * likeness(this.#mood, vector));
    });
    return related.films[new WeightedChoice(weights).draw(this.#random)] ?? film;
  }

  #drawToTaste(): number {
    return this.#taste.films.draw(this.#random);
  }
}
