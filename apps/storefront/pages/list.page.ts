import type { Film } from '#libs/demo';
import { markup, type Markup } from '../markup.js';
import type { Genre } from '../catalogue/film-shelf.js';
import { grid, slate } from './films.js';
import { page } from './frame.js';
import { PAGE_FILMS, type Site } from './site.js';

/** @returns undefined when the genre has no such page. */
export function genrePage(site: Site, genre: Genre, number: number): Markup | undefined {
  const { name, slug, films } = genre;
  const pages = Math.ceil(films.length / PAGE_FILMS);
  if (number < 1 || number > pages) return undefined;
  const next = markup`<section class="row next" aria-labelledby="next-title">
      <div class="row-head"><h2 id="next-title">Next for you</h2></div>
      ${slate(site, { id: 'next', limit: 8, fallback: films })}
    </section>`;
  const main = markup`<div class="plain">
      <h1>${name}</h1>
      <p class="lede">${counted(films.length)}, the most asked for first</p>
    </div>
    ${number === 1 && next}
    <div class="plain">${grid(site, part(films, number))}${pager(`/genre/${slug}?`, number, pages)}</div>`;
  const title = `${name}${number > 1 ? `, page ${number}` : ''} · The Freshet Picture House`;
  return page(site, { title, description: `${counted(films.length)} of the genre ${name}.`, main });
}

/** @returns undefined when the search has no such page. */
export function searchPage(site: Site, query: string, number: number): Markup | undefined {
  const films = site.shelf.search(query);
  const pages = Math.max(1, Math.ceil(films.length / PAGE_FILMS));
  if (number < 1 || number > pages) return undefined;
  const result =
    films.length > 0
      ? markup`${grid(site, part(films, number))}${pager(`/search?q=${encodeURIComponent(query)}&`, number, pages)}`
      : markup`<p>${query === '' ? 'Words of a title, a genre, a country or a year.' : 'No film is called that. Yet.'} Popular at the moment:</p>${grid(site, site.shelf.popular.slice(0, 12))}`;
  const main = markup`<div class="plain">
      <h1>${query === '' ? 'Search' : query}</h1>
      <p class="lede" role="status">${query === '' ? 'What are you looking for?' : counted(films.length)}</p>
      ${result}
    </div>`;
  return page(site, {
    title: `${query === '' ? 'Search' : `“${query}”`} · The Freshet Picture House`,
    description: 'Films by title, genre, country and year.',
    main,
    query,
  });
}

function part(films: readonly Film[], number: number): readonly Film[] {
  return films.slice((number - 1) * PAGE_FILMS, number * PAGE_FILMS);
}

function pager(address: string, number: number, pages: number): Markup {
  if (pages === 1) return markup``;
  const step = (to: number, rel: string, text: string): Markup | false =>
    to >= 1 &&
    to <= pages &&
    markup`<a class="button quiet" rel="${rel}" href="${address}page=${to}">${text}</a>`;
  return markup`<nav class="pager" aria-label="Pages">${step(number - 1, 'prev', 'Back')}<span>Page ${number} of ${pages}</span>${step(number + 1, 'next', 'On')}</nav>`;
}

function counted(films: number): string {
  if (films === 0) return 'No film';
  return films === 1 ? 'One film' : `${films.toLocaleString('en')} films`;
}
