import type { Film } from '#libs/demo';
import { markup, type Markup } from '../markup.js';
import { card, row, slate } from './films.js';
import { page } from './frame.js';
import { factsOf, type Site } from './site.js';

const SLATE_FILMS = 8;
const ROW_FILMS = 14;
const GENRE_ROWS = 7;

export function homePage(site: Site): Markup {
  const { popular, newest, genres } = site.shelf;
  const tonight = newest.find(site.isDark);
  const genreRows = genres
    .slice(0, GENRE_ROWS)
    .map(({ name, slug, films }) =>
      row(site, films.slice(0, ROW_FILMS), { title: name, more: `/genre/${slug}`, id: slug }),
    );
  const main = markup`${tonight && hero(site, tonight)}
    <section class="row next" aria-labelledby="next-title">
      <div class="row-head"><h2 id="next-title">Next for you</h2><p class="aside">Made anew from every film you open</p></div>
      ${slate(site, { id: 'next', limit: SLATE_FILMS, fallback: popular })}
    </section>
    ${row(site, popular.slice(SLATE_FILMS, SLATE_FILMS + ROW_FILMS), { title: 'Everybody is watching', id: 'popular' })}
    ${row(site, newest.filter((film) => film !== tonight).slice(0, ROW_FILMS), { title: 'New this year', id: 'new' })}
    ${genreRows}`;
  return page(site, {
    title: 'The Freshet Picture House',
    description: 'Two thousand films that do not exist, recommended from what you did seconds ago.',
    main,
    current: 'home',
  });
}

function hero(site: Site, film: Film): Markup {
  return markup`<section class="hero" aria-labelledby="tonight">
      <img class="backdrop" src="${site.backdropOf(film)}" alt="" width="1600" height="660" />
      <div class="hero-words">
        <p class="kicker">Tonight’s opening</p>
        <h1 id="tonight">${film.title}</h1>
        <p class="facts">${factsOf(film)}</p>
        <p class="synopsis">${film.synopsis}</p>
        <p><a class="button" href="/film/${film.item}">See the film</a> <a class="button quiet" href="/explore">Explore all ${site.shelf.popular.length.toLocaleString('en')}</a></p>
      </div>
    </section>`;
}

/** An address that leads nowhere. */
export function notFoundPage(site: Site): Markup {
  const main = markup`<div class="plain">
      <p class="kicker">404</p>
      <h1>This screen is dark</h1>
      <p>There is no such page, or no such film. These are showing:</p>
      <ul class="grid">${site.shelf.popular.slice(0, 6).map((film) => markup`<li>${card(site, film)}</li>`)}</ul>
    </div>`;
  return page(site, { title: 'Not found · The Freshet Picture House', description: 'No such page.', main });
}
