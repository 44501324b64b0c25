import { blendOf, choiceForTaste, type FilmSpace, type Vector } from './film-space.js';
import type { Random } from './random.js';
import { WeightedChoice } from './weighted-choice.js';

/** Sessions a visitor comes for within the window, on average: a few come daily, most once or twice. */
const SESSIONS_PER_VISITOR = 2.6;
const TASTES = 48;
const TASTE_SHARPNESS = 5;

/** A mood somebody can be in: near which films, and which of them they would start with. */
export interface Taste {
  readonly vector: Vector;
  readonly films: WeightedChoice;
}

/** Somebody who comes back, and what is remembered about them. */
export interface Visitor {
  readonly id: string;
  /** One to three, the usual one first. */
  readonly tastes: readonly Taste[];
  /** Films finished or enjoyed, oldest first. */
  readonly history: number[];
}

/** Everybody who visits the site; who comes next is drawn by how often they come. */
export class Audience {
  readonly #visitors: readonly Visitor[];
  readonly #activity: WeightedChoice;

  constructor(space: FilmSpace, sessions: number, idPrefix: string, random: Random) {
    const tastes = drawTastes(space, random);
    const byPopularity = new WeightedChoice(Array.from({ length: TASTES }, (_, rank) => 1 / (rank + 3)));
    const drawTaste = (): Taste => tastes[byPopularity.draw(random)] ?? random.pick(tastes);
    const count = Math.max(1, Math.round(sessions / SESSIONS_PER_VISITOR));
    this.#visitors = Array.from({ length: count }, (_, index) => ({
      id: `${idPrefix}${index.toString(36).padStart(6, '0')}`,
      tastes: Array.from({ length: random.pick([1, 2, 2, 3]) }, drawTaste),
      history: [],
    }));
    this.#activity = new WeightedChoice(this.#visitors.map(() => Math.exp(1.1 * random.normal())));
  }

  /** Who comes next. */
  drawVisitor(random: Random): Visitor {
    return this.#visitors[this.#activity.draw(random)] ?? random.pick(this.#visitors);
  }
}

/** Each taste lies between two films: their genres and eras are what it is a mixture of. */
function drawTastes(space: FilmSpace, random: Random): Taste[] {
  return Array.from({ length: TASTES }, () => {
    const parts = [1, 0.5].map((weight) => ({ vector: random.pick(space.vectors), weight }));
    const vector = blendOf(parts);
    return { vector, films: choiceForTaste(space, vector, TASTE_SHARPNESS) };
  });
}
