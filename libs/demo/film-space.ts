import type { Film } from './catalogue.js';
import type { Random } from './random.js';
import { WeightedChoice } from './weighted-choice.js';

/** Length of a film's latent vector: enough that two films rarely agree by accident. */
const DIMENSIONS = 12;
/** What a film shares with its genres, with its decade, and what is its own. */
const SHARES = { genre: 0.75, era: 0.35, own: 0.55 };
/** Exponent of the long tail: popularity falls with rank to this power. */
const TAIL_EXPONENT = 0.9;
const NEIGHBOURS = 32;
/** How much likeness, and how much popularity, decides which films are watched together. */
const NEIGHBOUR_SHARPNESS = 8;
const NEIGHBOUR_POPULARITY = 0.35;

export type Vector = Float64Array;

/** Where each film stands among the others; films are known by their position in the catalogue. */
export interface FilmSpace {
  /** Unit vectors: the inner product of two is their likeness. */
  readonly vectors: readonly Vector[];
  /** Relative demand, 1 for the most popular film. */
  readonly popularity: Float64Array;
  /** For each film those it is most often watched with, and how strongly. */
  readonly neighbours: readonly Neighbours[];
  /** The next part of the same series, or -1. */
  readonly sequel: Int32Array;
}

/** Films related to one film, with the weights of an undecided visitor. */
interface Neighbours {
  readonly films: Int32Array;
  readonly weights: Float64Array;
}

/** Places the films of a catalogue: alike in genre and era means close, and sequels stand by their series. */
export function layOut(catalogue: readonly Film[], random: Random): FilmSpace {
  const vectors = placeFilms(catalogue, random);
  const popularity = drawPopularity(catalogue, random);
  const demand = popularity.map((share) => NEIGHBOUR_POPULARITY * Math.log(share));
  return {
    vectors,
    popularity,
    neighbours: vectors.map((_, film) => neighboursOf(film, vectors, demand)),
    sequel: sequelsOf(catalogue),
  };
}

/** The popularity alone, the same as `layOut` finds it, without the work of comparing each film with each other. */
export function popularityOf(catalogue: readonly Film[], random: Random): Float64Array {
  placeFilms(catalogue, random);
  return drawPopularity(catalogue, random);
}

/** The inner product. */
export function likeness(a: Vector, b: Vector): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}

/** The unit vector in the direction of a weighted sum; of nothing, the zero vector. */
export function blendOf(parts: readonly { vector: Vector; weight: number }[]): Vector {
  const sum = new Float64Array(DIMENSIONS);
  for (const { vector, weight } of parts) {
    for (let index = 0; index < DIMENSIONS; index++)
      sum[index] = (sum[index] ?? 0) + weight * (vector[index] ?? 0);
  }
  const length = Math.sqrt(likeness(sum, sum));
  return length === 0 ? sum : sum.map((value) => value / length);
}

function placeFilms(catalogue: readonly Film[], random: Random): Vector[] {
  const directions = new Map<string, Vector>();
  const directionOf = (key: string): Vector => {
    const known = directions.get(key) ?? randomDirection(random);
    directions.set(key, known);
    return known;
  };
  return catalogue.map((film) => {
    const genres = film.genres.map((genre, index) => ({
      vector: directionOf(`genre ${genre}`),
      weight: SHARES.genre / (1 + index),
    }));
    const era = { vector: directionOf(`era ${Math.floor(film.year / 10)}`), weight: SHARES.era };
    const own = { vector: directionOf(`story ${film.item}`), weight: SHARES.own };
    return blendOf([...genres, era, own]);
  });
}

function randomDirection(random: Random): Vector {
  return blendOf([{ vector: Float64Array.from({ length: DIMENSIONS }, () => random.normal()), weight: 1 }]);
}

/** Zipf over a random ranking; later parts of a series lose some of the audience of the first. */
function drawPopularity(catalogue: readonly Film[], random: Random): Float64Array {
  const ranking = random.shuffled(catalogue.map((_, film) => film));
  const popularity = new Float64Array(catalogue.length);
  ranking.forEach((film, rank) => (popularity[film] = 1 / (rank + 1) ** TAIL_EXPONENT));
  const opener = new Map<string, number>();
  catalogue.forEach((film, index) => {
    if (film.seriesKey !== undefined && film.seriesPart === 1)
      opener.set(film.seriesKey, popularity[index] ?? 0);
  });
  catalogue.forEach((film, index) => {
    const first = film.seriesKey === undefined ? undefined : opener.get(film.seriesKey);
    if (first !== undefined) popularity[index] = first * 0.8 ** ((film.seriesPart ?? 1) - 1);
  });
  return popularity;
}

function neighboursOf(film: number, vectors: readonly Vector[], demand: Float64Array): Neighbours {
  const own = vectors[film] ?? new Float64Array(DIMENSIONS);
  const pull = new Float64Array(vectors.length);
  vectors.forEach((vector, other) => {
    pull[other] =
      other === film ? -Infinity : NEIGHBOUR_SHARPNESS * likeness(own, vector) + (demand[other] ?? 0);
  });
  const films = highest(pull, Math.min(NEIGHBOURS, vectors.length - 1));
  return { films, weights: Float64Array.from(films, (other) => Math.exp(pull[other] ?? 0)) };
}

/** Positions of the highest values, best first, the earlier one of two that are equal. */
function highest(values: Float64Array, count: number): Int32Array {
  const best = new Int32Array(count);
  let held = 0;
  for (let position = 0; position < values.length; position++) {
    const value = values[position] ?? 0;
    let slot = held;
    while (slot > 0 && (values[best[slot - 1] ?? 0] ?? 0) < value) slot--;
    if (slot >= count) continue;
    best.copyWithin(slot + 1, slot, count - 1);
    best[slot] = position;
    held = Math.min(held + 1, count);
  }
  return best;
}

function sequelsOf(catalogue: readonly Film[]): Int32Array {
  const parts = new Map(
    catalogue.map((film, index) => [`${film.seriesKey ?? ''} ${film.seriesPart ?? 0}`, index]),
  );
  return Int32Array.from(catalogue, (film) =>
    film.seriesKey === undefined ? -1 : (parts.get(`${film.seriesKey} ${(film.seriesPart ?? 0) + 1}`) ?? -1),
  );
}

/** A choice among all films by how popular they are and how well they suit a taste. */
export function choiceForTaste(space: FilmSpace, taste: Vector, sharpness: number): WeightedChoice {
  return new WeightedChoice(
    space.vectors.map(
      (vector, film) => (space.popularity[film] ?? 0) * Math.exp(sharpness * likeness(taste, vector)),
    ),
  );
}
