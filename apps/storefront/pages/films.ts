import type { Film } from '#libs/demo';
import { markup, type Markup } from '../markup.js';
import { factsOf, type Site } from './site.js';

/** A film as a poster with its title, for rows and grids. */
export function card(site: Site, film: Film, eager = false): Markup {
  return markup`<a class="card" href="/film/${film.item}"><img class="poster" src="${site.posterOf(film)}" alt="" width="300" height="450" loading="${eager ? 'eager' : 'lazy'}" /><span class="title">${film.title}</span><span class="facts">${factsOf(film)}</span></a>`;
}

interface RowOptions {
  readonly title: string;
  /** Where all of it is. */
  readonly more?: string;
  readonly id: string;
}

/** Films side by side, under a heading. */
export function row(site: Site, films: readonly Film[], { title, more, id }: RowOptions): Markup {
  if (films.length === 0) return markup``;
  return markup`<section class="row" aria-labelledby="${id}">
      <div class="row-head"><h2 id="${id}">${title}</h2>${more !== undefined && markup`<a class="more" href="${more}">All<span class="unseen"> of ${title}</span></a>`}</div>
      <ul class="strip">${films.map((film) => markup`<li>${card(site, film)}</li>`)}</ul>
    </section>`;
}

/** Films in a grid. */
export function grid(site: Site, films: readonly Film[]): Markup {
  return markup`<ul class="grid">${films.map((film, index) => markup`<li>${card(site, film, index < 12)}</li>`)}</ul>`;
}

/** Films stand there meanwhile, so a slow answer is better late than never. */
const BUDGET_MS = 2000;

interface SlateOptions {
  readonly id: string;
  readonly limit: number;
  /** The film on the page. */
  readonly viewing?: string;
  /** What is shown until there is a slate, and where there is none. */
  readonly fallback: readonly Film[];
}

/** The service's recommendations: one element, one template, and films for whoever gets none. */
export function slate(site: Site, { id, limit, viewing, fallback }: SlateOptions): Markup {
  const viewed = viewing === undefined ? undefined : markup` viewing="${viewing}" exclude="${viewing}"`;
  return markup`<freshet-slate id="${id}" class="strip" limit="${limit}" budget="${BUDGET_MS}"${viewed}>
        <p class="unseen" role="status" data-freshet-announce="The recommendations have changed"></p>
        <template><a class="card" data-freshet-href="url"><img class="poster" alt="" width="300" height="450" data-freshet-src="poster" /><span class="title" data-freshet-text="title"></span><span class="facts" data-freshet-text="facts"></span></a></template>
        ${fallback.slice(0, limit).map((film) => card(site, film, true))}
      </freshet-slate>`;
}
