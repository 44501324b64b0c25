import type { GenreVoice } from './genre-voice.js';
import { IMAGINED_GENRES } from './imagined-genres.js';
import { LIFELIKE_GENRES } from './lifelike-genres.js';
import { phrase, type Vocabulary } from './phrase.js';
import { Random } from './random.js';
import { drawPartCount, releaseYears, titleParts } from './series.js';
import { COMMON_WORDS, COUNTRIES } from './vocabulary.js';
import { WeightedChoice } from './weighted-choice.js';

/** A film of the demo site. None of them exists. */
export interface Film {
  /** `m-1`, `m-2`, …: in no order of title, year or popularity. */
  readonly item: string;
  /** Unique in the catalogue. */
  readonly title: string;
  readonly year: number;
  /** One to three, the one that says most first. */
  readonly genres: readonly string[];
  /** The same for all parts of a series; absent for a film that stands alone. */
  readonly seriesKey?: string;
  /** From 1, in order of release. */
  readonly seriesPart?: number;
  readonly minutes: number;
  readonly country: string;
  /** One sentence or two, on one line. */
  readonly synopsis: string;
}

/** The seed of the demo site: the films in its page and the visits in its history come from the same. */
export const DEMO_SEED = 4;

/** The year of the newest films. */
export const LATEST_YEAR = 2026;
const EARLIEST_YEAR = 1931;
const MEAN_AGE_YEARS = 17;
const SERIES_SHARE = 0.065;
const TITLE_DRAWS_MAX = 50;
const CATALOGUE_ITEMS_MAX = 20_000;

const VOICES: readonly GenreVoice[] = [...LIFELIKE_GENRES, ...IMAGINED_GENRES];
const VOICE_BY_SHARE = new WeightedChoice(VOICES.map((voice) => voice.share));

type UnnumberedFilm = Omit<Film, 'item'>;

/**
 * Invents a catalogue of films. The same seed and size give the same films.
 * @param size how many, 1 to 20,000.
 * @throws RangeError when the size is out of bounds.
 */
export function generateCatalogue(seed: number, size = 2000): Film[] {
  if (!Number.isInteger(size) || size < 1 || size > CATALOGUE_ITEMS_MAX) {
    throw new RangeError(`A catalogue has 1 to ${CATALOGUE_ITEMS_MAX} films, not ${size}`);
  }
  const random = new Random(seed);
  const titles = new Set<string>();
  const films: UnnumberedFilm[] = [];
  while (films.length < size) {
    for (const film of inventStory(titles, random, size - films.length)) {
      titles.add(film.title);
      films.push(film);
    }
  }
  return random.shuffled(films).map((film, index) => ({ item: `m-${index + 1}`, ...film }));
}

/** One film that stands alone, or all the parts of a series where there is room for them. */
function inventStory(taken: ReadonlySet<string>, random: Random, room: number): UnnumberedFilm[] {
  const voice = VOICES[VOICE_BY_SHARE.draw(random)] ?? random.pick(VOICES);
  const words: Vocabulary = { ...COMMON_WORDS, ...voicedWords(voice) };
  const year = drawYear(random);
  const title = drawTitle(voice, words, year, taken, random);
  const genres = drawGenres(voice, random);
  const country = random.pick(COUNTRIES);
  const shoot = (partTitle: string, partYear: number): UnnumberedFilm => ({
    title: partTitle,
    year: partYear,
    genres,
    minutes: drawMinutes(voice, random),
    country,
    synopsis: sentence(phrase(random.pick(voice.synopses), words, random)),
  });

  const parts =
    canHaveSequels(title) && random.chance(SERIES_SHARE * voice.sequels) ? drawPartCount(random) : 1;
  const years = releaseYears(year, parts, random).filter((partYear) => partYear <= LATEST_YEAR);
  const partTitles = titleParts(title, years.length, random);
  if (years.length < 2 || years.length > room || partTitles.some((partTitle) => taken.has(partTitle))) {
    return [shoot(title, year)];
  }
  return partTitles.map((partTitle, index) => ({
    ...shoot(partTitle, years[index] ?? year),
    seriesKey: keyOf(title),
    seriesPart: index + 1,
  }));
}

/** "Who Was She? 2" and "Cobra: Trieste: The Return" read badly. */
function canHaveSequels(title: string): boolean {
  return !/[:?,(]/.test(title);
}

function voicedWords(voice: GenreVoice): Vocabulary {
  return { noun: voice.noun, adjective: voice.adjective, role: voice.role };
}

/** A title nobody has taken; once the genre runs out of them, remakes are told apart by year and country. */
function drawTitle(
  voice: GenreVoice,
  words: Vocabulary,
  year: number,
  taken: ReadonlySet<string>,
  random: Random,
): string {
  for (let draws = 0; ; draws++) {
    const title = phrase(random.pick(voice.titles), words, random);
    const candidate = draws < TITLE_DRAWS_MAX ? title : `${title} (${random.pick(COUNTRIES)}, ${year})`;
    if (!taken.has(candidate) && !repeatsAWord(title)) return candidate;
  }
}

/** "The Dragon and the Dragon" is drawn now and then, and no film is called that. */
function repeatsAWord(title: string): boolean {
  const words = title.toLowerCase().match(/[\p{L}]{4,}/gu) ?? [];
  return new Set(words).size < words.length;
}

/** Most films are recent; the further back, the fewer. */
function drawYear(random: Random): number {
  for (;;) {
    const year = LATEST_YEAR - Math.floor(random.exponential(MEAN_AGE_YEARS));
    if (year >= EARLIEST_YEAR) return year;
  }
}

function drawGenres(voice: GenreVoice, random: Random): string[] {
  const count = random.pick([1, 1, 2, 2, 2, 3]);
  return [voice.genre, ...random.shuffled(voice.companions)].slice(0, count);
}

function drawMinutes(voice: GenreVoice, random: Random): number {
  return Math.round(Math.min(205, Math.max(68, voice.minutes + 13 * random.normal())));
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function keyOf(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
