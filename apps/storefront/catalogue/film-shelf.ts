import { DEMO_SEED, demandOf, generateCatalogue, type Film } from '#libs/demo';

/** A genre of the catalogue. */
export interface Genre {
  readonly name: string;
  /** What stands for it in an address. */
  readonly slug: string;
  /** Films of it, the most asked for first. */
  readonly films: readonly Film[];
}

/** The films, in every order that a page shows them in. */
export class FilmShelf {
  /** The most asked for first. */
  readonly popular: readonly Film[];
  /** The newest first; of one year, the most asked for. */
  readonly newest: readonly Film[];
  /** The one with most films first. */
  readonly genres: readonly Genre[];
  readonly #byItem: ReadonlyMap<string, Film>;
  readonly #words: readonly (readonly [text: string, film: Film])[];

  constructor(catalogue: readonly Film[], demand: ReadonlyMap<string, number>) {
    this.popular = [...catalogue].sort((a, b) => (demand.get(b.item) ?? 0) - (demand.get(a.item) ?? 0));
    this.newest = [...this.popular].sort((a, b) => b.year - a.year);
    this.genres = genresOf(this.popular);
    this.#byItem = new Map(catalogue.map((film) => [film.item, film]));
    this.#words = this.popular.map((film) => [searchable(textOf(film)), film]);
  }

  /** The films of the demo site. */
  static ofDemo(): FilmShelf {
    const catalogue = generateCatalogue(DEMO_SEED);
    return new FilmShelf(catalogue, demandOf(catalogue, DEMO_SEED));
  }

  find(item: string): Film | undefined {
    return this.#byItem.get(item);
  }

  genre(slug: string): Genre | undefined {
    return this.genres.find((genre) => genre.slug === slug);
  }

  /** The other parts of a film's series, in order. */
  seriesOf({ item, seriesKey }: Film): Film[] {
    if (seriesKey === undefined) return [];
    return this.popular
      .filter((film) => film.seriesKey === seriesKey && film.item !== item)
      .sort((a, b) => (a.seriesPart ?? 0) - (b.seriesPart ?? 0));
  }

  /** Popular films of the same first genre: what a page shows until a slate is there. */
  alike(film: Film, count: number): Film[] {
    const [first = ''] = film.genres;
    const films = this.genre(slugOf(first))?.films ?? this.popular;
    return films.filter(({ item }) => item !== film.item).slice(0, count);
  }

  /** Films that have every word somewhere in their title, genres, country or year; those with all of them in the title first. */
  search(query: string): Film[] {
    const words = searchable(query).split(' ').filter(Boolean);
    if (words.length === 0) return [];
    const found = this.#words.filter(([text]) => words.every((word) => text.includes(word)));
    const inTitle = ([, { title }]: readonly [string, Film]): boolean =>
      words.every((word) => searchable(title).includes(word));
    return [...found.filter(inTitle), ...found.filter((entry) => !inTitle(entry))].map(([, film]) => film);
  }
}

/** What stands for a genre in an address. */
export function slugOf(genre: string): string {
  return genre.toLowerCase().replace(/[^a-z]+/g, '-');
}

function genresOf(popular: readonly Film[]): Genre[] {
  const names = [...new Set(popular.flatMap(({ genres }) => genres))];
  return names
    .map((name) => {
      // Films that are of the genre first say more of it than those that only touch it.
      const first = popular.filter(({ genres }) => genres[0] === name);
      const also = popular.filter(({ genres }) => genres.indexOf(name) > 0);
      return { name, slug: slugOf(name), films: [...first, ...also] };
    })
    .sort((a, b) => b.films.length - a.films.length);
}

function textOf({ title, year, genres, country }: Film): string {
  return [title, year, ...genres, country].join(' ');
}

/** Lower case, without accents and signs. */
function searchable(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f'’]/g, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}
