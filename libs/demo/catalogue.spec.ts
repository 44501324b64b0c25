import { describe, expect, it } from 'vitest';
import { generateCatalogue, LATEST_YEAR, type Film } from './catalogue.js';

const catalogue = generateCatalogue(7);

describe('generateCatalogue', () => {
  it('invents the same films for the same seed and others for another', () => {
    expect(JSON.stringify(generateCatalogue(7))).toBe(JSON.stringify(catalogue));
    expect(titlesOf(generateCatalogue(8))).not.toEqual(titlesOf(catalogue));
  });

  it('numbers the films from m-1 without a gap', () => {
    expect(catalogue.map((film) => film.item)).toEqual(catalogue.map((_, index) => `m-${index + 1}`));
  });

  it('never gives two films the same title', () => {
    expect(new Set(titlesOf(catalogue)).size).toBe(2000);
  });

  it('still finds a title for every film when ten times as many are wanted', () => {
    expect(new Set(titlesOf(generateCatalogue(7, 20_000))).size).toBe(20_000);
  });

  it('leaves no slot unfilled and keeps every text on one line', () => {
    const texts = catalogue.flatMap((film) => [film.title, film.synopsis]);
    expect(texts.filter((text) => /[{}\n]|undefined|\ba [aeiou]/i.test(text))).toEqual([]);
  });

  it('gives each film one to three different genres', () => {
    for (const { genres } of catalogue) {
      expect(genres.length).toBeGreaterThanOrEqual(1);
      expect(genres.length).toBeLessThanOrEqual(3);
      expect(new Set(genres).size).toBe(genres.length);
    }
  });

  it('makes most films recent ones and none from the future', () => {
    const years = catalogue.map((film) => film.year).sort((a, b) => a - b);
    expect(years.at(-1)).toBe(LATEST_YEAR);
    expect(years[0]).toBeGreaterThan(1930);
    expect(years.filter((year) => year > LATEST_YEAR - 15).length).toBeGreaterThan(catalogue.length / 2);
  });

  it('tells series in two to six parts, each released later than the one before', () => {
    const series = seriesOf(catalogue);
    expect(series.length).toBeGreaterThan(50);
    for (const parts of series) {
      expect(parts.map((film) => film.seriesPart)).toEqual(parts.map((_, index) => index + 1));
      expect(parts.length).toBeGreaterThanOrEqual(2);
      expect(parts.length).toBeLessThanOrEqual(6);
      expect(new Set(parts.map((film) => film.year)).size).toBe(parts.length);
      expect(parts.map((film) => film.year)).toEqual(parts.map((film) => film.year).sort((a, b) => a - b));
    }
  });

  it('names every sequel after the film it continues', () => {
    for (const [first, ...sequels] of seriesOf(catalogue)) {
      expect(sequels.every((film) => film.title.startsWith(first?.title ?? '?'))).toBe(true);
    }
  });

  it.each([1, 2, 3, 17])('makes exactly %i films when asked for that many', (size) => {
    expect(generateCatalogue(7, size)).toHaveLength(size);
  });

  it.each([0, -1, 1.5, 20_001, Number.NaN])('refuses to make %d films', (size) => {
    expect(() => generateCatalogue(7, size)).toThrow(RangeError);
  });
});

function titlesOf(films: readonly Film[]): string[] {
  return films.map((film) => film.title);
}

function seriesOf(films: readonly Film[]): Film[][] {
  const series = new Map<string, Film[]>();
  for (const film of films) {
    if (film.seriesKey !== undefined)
      series.set(film.seriesKey, [...(series.get(film.seriesKey) ?? []), film]);
  }
  return [...series.values()].map((parts) => parts.sort((a, b) => (a.seriesPart ?? 0) - (b.seriesPart ?? 0)));
}
