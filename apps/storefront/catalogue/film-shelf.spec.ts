import { describe, expect, it } from 'vitest';
import { FilmShelf, slugOf } from './film-shelf.js';

const shelf = FilmShelf.ofDemo();

describe('FilmShelf', () => {
  it('has every film once in each order', () => {
    for (const order of [shelf.popular, shelf.newest])
      expect(new Set(order.map(({ item }) => item)).size).toBe(2000);
    const years = shelf.newest.map(({ year }) => year);
    expect(years).toEqual([...years].sort((a, b) => b - a));
  });

  it('lists a genre by its slug, with the films that are of it first before those that are also of it', () => {
    const genre = shelf.genre('science-fiction');
    expect(genre?.name).toBe('Science Fiction');
    const places = genre?.films.map(({ genres }) => genres.indexOf('Science Fiction')) ?? [];
    expect(places).toEqual([...places].sort((a, b) => Math.min(a, 1) - Math.min(b, 1)));
    expect(places).not.toContain(-1);
    expect(shelf.genre('opera')).toBeUndefined();
  });

  it('finds films by words of the title, the genre, the country and the year, without regard to accents and case', () => {
    const film = shelf.find('m-9');
    expect(film?.title).toBe('The Ritual at Trieste');
    expect(shelf.search('RITUAL trieste')).toContain(film);
    expect(shelf.search('poland 2025 horror ritual')).toContain(film);
    expect(shelf.search('Séance').map(({ title }) => title)).toEqual(
      shelf.search('seance').map(({ title }) => title),
    );
    expect(shelf.search('ritual nowhere')).toEqual([]);
    expect(shelf.search(' ?! ')).toEqual([]);
  });

  it('puts films with the words in their title first', () => {
    const found = shelf.search('family').map(({ title }) => /family/i.test(title));
    expect(found[0]).toBe(true);
    expect(found).toEqual([...found].sort((a, b) => Number(b) - Number(a)));
  });

  it('knows the other parts of a series in order', () => {
    const second = shelf.popular.find(({ seriesPart }) => seriesPart === 2);
    const parts = second ? shelf.seriesOf(second).map(({ seriesPart }) => seriesPart) : [];
    expect(parts[0]).toBe(1);
    expect(parts).not.toContain(2);
  });

  it('offers films like one without the film itself', () => {
    const film = shelf.find('m-17');
    const alike = film ? shelf.alike(film, 8) : [];
    expect(alike).toHaveLength(8);
    expect(alike).not.toContain(film);
    expect(alike.every(({ genres }) => genres.includes('Action'))).toBe(true);
  });
});

describe('slugOf', () => {
  it('writes a genre as addresses do', () => {
    expect(slugOf('Science Fiction')).toBe('science-fiction');
  });
});
