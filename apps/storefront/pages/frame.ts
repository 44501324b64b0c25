import { jsonMarkup, markup, type Markup } from '../markup.js';
import { slugOf } from '../catalogue/film-shelf.js';
import { panel } from './panel.js';
import type { Site } from './site.js';

export interface PageParts {
  readonly title: string;
  readonly description: string;
  readonly main: Markup;
  /** Where in the site it is, as the navigation names it. */
  readonly current?: 'home' | 'explore';
  /** What search engines, and the beacon, read of the page's subject. */
  readonly about?: object;
  /** A script of the page's own, beside the one that every page has. */
  readonly script?: string;
  /** Words that were searched for. */
  readonly query?: string;
}

/** A whole page: head, masthead, content, foot and the panel that shows what goes on inside. */
export function page(site: Site, parts: PageParts): Markup {
  const { title, main, about, current } = parts;
  return markup`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <meta name="description" content="${parts.description}" />
    <link rel="icon" href="${site.file('icon.svg')}" type="image/svg+xml" />
    ${['limelight', 'abril-fatface', 'bebas-neue'].map((face) => markup`<link rel="preload" href="${site.file(`${face}.woff2`)}" as="font" type="font/woff2" crossorigin />`)}
    <link rel="stylesheet" href="${site.file('site.css')}" />
    <script src="${site.file('settings.js')}"></script>
    ${about !== undefined && markup`<script type="application/ld+json">${jsonMarkup(about)}</script>`}
    <script type="module" src="${site.file('site.js')}"></script>
    ${parts.script !== undefined && markup`<script type="module" src="${site.file(parts.script)}"></script>`}
    <!-- All of what a site adds: the beacon, and the widget that fills <freshet-slate>. -->
    <script async src="${site.serviceUrl}/beacon.js" data-site="demo"></script>
    <script async src="${site.serviceUrl}/widget.js"></script>
  </head>
  <body>
    <a class="skip" href="#main">Skip to the films</a>
    ${masthead(current, parts.query)}
    <main id="main" tabindex="-1">${main}</main>
    ${foot(site)}
    ${panel(site.serviceUrl)}
  </body>
</html>
`;
}

function masthead(current: PageParts['current'], query = ''): Markup {
  const here = (name: PageParts['current']): string => (name === current ? 'page' : 'false');
  return markup`<header class="masthead">
      <a class="brand" href="/"><span>The</span> Freshet <span>Picture House</span></a>
      <nav aria-label="Site">
        <a href="/" aria-current="${here('home')}">Programme</a>
        <a href="/explore" aria-current="${here('explore')}">Explore</a>
      </nav>
      <form class="search" role="search" action="/search">
        <label class="unseen" for="q">Search by title, genre, year or country</label>
        <input id="q" name="q" type="search" placeholder="Search the films" autocomplete="off" value="${query}" maxlength="100" />
      </form>
      <div class="tools" data-scripted hidden>
        <button type="button" id="theme" class="tool" aria-label="Light or dark"><svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8.5" /><path d="M12 3.5a8.5 8.5 0 0 1 0 17Z" /></svg></button>
        <button type="button" id="panel-toggle" class="tool wide" aria-expanded="false" aria-controls="panel"><span class="dot"></span>Inside</button>
      </div>
    </header>`;
}

function foot({ shelf }: Site): Markup {
  const genres = shelf.genres.map(
    ({ name }) => markup`<li><a href="/genre/${slugOf(name)}">${name}</a></li>`,
  );
  return markup`<footer class="foot">
      <nav aria-label="Genres"><ul class="genres">${genres}</ul></nav>
      <p>None of these films exists. Titles, posters and clips are generated; what is recommended is learned from visits that were invented, and from what you do here.</p>
    </footer>`;
}
