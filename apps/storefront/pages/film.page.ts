import type { Film } from '#libs/demo';
import { markup, type Markup } from '../markup.js';
import { slugOf } from '../catalogue/film-shelf.js';
import { row, slate } from './films.js';
import { page } from './frame.js';
import { clipOf, runningTime, type Site } from './site.js';

const PRICE = 4.99;

export function filmPage(site: Site, film: Film): Markup {
  const { shelf } = site;
  const [first = ''] = film.genres;
  const alike = shelf.alike(film, 22);
  const main = markup`<article class="film">
      <img class="backdrop" src="${site.backdropOf(film)}" alt="" width="1600" height="660" />
      <div class="film-head">
        <img class="poster" src="${site.posterOf(film)}" alt="Poster of ${film.title}" width="300" height="450" />
        <div class="film-words">
          <h1>${film.title}</h1>
          ${filmFacts(film)}
          <p class="synopsis">${film.synopsis}</p>
          ${rent(film)}
        </div>
        ${player(site, film)}
      </div>
    </article>
    <section class="row next" aria-labelledby="more-title">
      <div class="row-head"><h2 id="more-title">More like this</h2><p class="aside">From this film, and from what you opened before it</p></div>
      ${slate(site, { id: 'more', limit: 8, viewing: film.item, fallback: alike })}
    </section>
    ${row(site, shelf.seriesOf(film), { title: 'In the same series', id: 'series' })}
    ${row(site, alike.slice(8), { title: `More ${first}`, more: `/genre/${slugOf(first)}`, id: 'genre' })}`;
  return page(site, {
    title: `${film.title} (${film.year}) · The Freshet Picture House`,
    description: film.synopsis,
    main,
    about: movieOf(site, film),
  });
}

/** Year, country, length and genres. */
function filmFacts({ year, country, minutes, genres }: Film): Markup {
  const links = genres.map((genre) => markup`<a class="tag" href="/genre/${slugOf(genre)}">${genre}</a> `);
  return markup`<p class="facts">${year} · ${country} · ${runningTime(minutes)}</p><p class="tags">${links}</p>`;
}

/** The film's clip. The beacon reports how much of it was played. */
function player(site: Site, film: Film): Markup {
  return markup`<video class="player" controls playsinline preload="metadata" width="640" height="360" poster="${site.backdropOf(film)}" data-freshet-item="${film.item}" aria-label="A clip of ${film.title}, without sound"><source src="${clipOf(film)}" type="video/webm" /></video>`;
}

function rent({ item }: Film): Markup {
  return markup`<p class="rent" data-scripted hidden><button type="button" class="button" data-rent="${item}" data-price="${PRICE}">Rent for ${PRICE.toFixed(2)}</button> <span role="status"></span></p>`;
}

/** The film as schema.org's Movie: the beacon takes the page's item from it. */
function movieOf(site: Site, film: Film): object {
  return {
    '@context': 'https://schema.org',
    '@type': 'Movie',
    '@id': film.item,
    identifier: film.item,
    name: film.title,
    dateCreated: String(film.year),
    genre: film.genres,
    countryOfOrigin: { '@type': 'Country', name: film.country },
    duration: `PT${film.minutes}M`,
    description: film.synopsis,
    image: site.posterOf(film),
  };
}
