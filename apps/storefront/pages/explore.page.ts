import type { Film } from '#libs/demo';
import { markup, type Markup } from '../markup.js';
import { slate } from './films.js';
import { page } from './frame.js';
import { clipOf, factsOf, runningTime, type Site } from './site.js';

const FIRST_FILMS = 48;

/**
 * The whole catalogue on one page: opening a film changes the address and the slate, and loads nothing anew.
 * @param open the film that stands in the address.
 */
export function explorePage(site: Site, open?: Film): Markup {
  const { popular, genres } = site.shelf;
  const choices = genres.map(({ name }) => markup`<option>${name}</option>`);
  const main = markup`<div class="explore" id="explore">
      <section class="stage" id="stage" aria-label="The film you opened"${open && markup` data-freshet-item="${open.item}"`}>
        ${stage(site, open)}
        <div class="row-head"><h2 id="next-title">Next for you</h2><p class="speed" id="speed" role="status"></p></div>
        ${slate(site, { id: 'next', limit: 8, fallback: open ? site.shelf.alike(open, 8) : popular })}
      </section>
      <section class="browser" aria-label="All films">
        <div class="filters" data-scripted hidden>
          <label class="unseen" for="filter">Words of the title, a country or a year</label>
          <input id="filter" type="search" placeholder="Filter ${popular.length.toLocaleString('en')} films" autocomplete="off" />
          <label class="unseen" for="genre">Genre</label>
          <select id="genre"><option value="">All genres</option>${choices}</select>
          <p id="count" role="status"></p>
        </div>
        <template id="cell">${cell(undefined, '')}</template>
        <ul class="grid small" id="films">${popular.slice(0, FIRST_FILMS).map((film, index) => markup`<li>${cell(film, site.posterOf(film), index < 18)}</li>`)}</ul>
        <p><button type="button" class="button quiet" id="show-more" data-scripted hidden>More films</button></p>
      </section>
    </div>`;
  return page(site, {
    title: open ? `${open.title} · Explore` : 'Explore · The Freshet Picture House',
    description: open?.synopsis ?? 'All films on one page, with recommendations that follow you.',
    main,
    current: 'explore',
    script: 'explore.js',
  });
}

function stage(site: Site, film: Film | undefined): Markup {
  return markup`<div class="opened" id="opened"${!film && markup` hidden`}>
          <video class="player" id="opened-clip" controls playsinline preload="none" width="640" height="360" aria-label="A clip, without sound"${film && markup` data-freshet-item="${film.item}" src="${clipOf(film)}#${film.item}" poster="${site.backdropOf(film)}"`}></video>
          <h1 id="opened-title">${film?.title ?? ''}</h1>
          <p class="facts" id="opened-facts">${film && openedFacts(film)}</p>
          <p class="synopsis" id="opened-synopsis">${film?.synopsis}</p>
          <p><a class="more" id="opened-link" href="${film ? `/film/${film.item}` : '/'}">The film’s page</a></p>
        </div>
        <div class="invitation" id="invitation"${film && markup` hidden`}>
          <h1>Open a film. Watch the list change.</h1>
          <p>Every poster here is one click. The list below is made anew from it, in milliseconds, and the page stays.</p>
        </div>`;
}

/** "1989 · Japan · 1 h 44 min · Horror, Mystery" */
export function openedFacts({ year, country, minutes, genres }: Film): string {
  return `${year} · ${country} · ${runningTime(minutes)} · ${genres.join(', ')}`;
}

function cell(film: Film | undefined, poster: string, eager = false): Markup {
  return markup`<a class="card" href="/explore${film && `/${film.item}`}"><img class="poster" src="${poster}" alt="" width="300" height="450" loading="${eager ? 'eager' : 'lazy'}" /><span class="title">${film?.title}</span><span class="facts">${film && factsOf(film)}</span></a>`;
}
