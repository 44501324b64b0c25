import { Inject, Injectable } from '@nestjs/common';
import type { Film } from '#libs/demo';
import { CONFIGURATION, type Configuration } from '#libs/runtime';
import { FilmShelf } from './catalogue/film-shelf.js';
import type { Markup } from './markup.js';
import { factsOf, clipOf, type Site } from './pages/site.js';
import { openedFacts } from './pages/explore.page.js';
import { backdropOf, isDark, posterOf } from './posters/poster.js';
import { contentSecurityPolicy } from './sending.js';
import { SiteFiles, siteFileOf, type SiteFile } from './site-files.js';

const SVG = 'image/svg+xml; charset=utf-8';
const BACKDROP = { width: 1600, height: 660 };
const PICTURES_KEPT_MAX = 500;

/** What pages show of a film, by the names that their templates use. */
export interface FilmFacts {
  readonly title: string;
  readonly facts: string;
  readonly poster: string;
  readonly url: string;
}

/** The site's films and pictures. The catalogue is made when first asked for: most services never show the demo. */
@Injectable()
export class StorefrontService {
  /** Goes with every page. */
  readonly policy: string;
  readonly files = new SiteFiles();
  /** Pictures drawn lately: browsers keep theirs for ever, so few are asked for again. */
  readonly #pictures = new Map<string, SiteFile>();
  #site: Site | undefined;
  #catalogue: SiteFile | undefined;
  /** Changes when pictures are drawn in another way. */
  #edition = '';

  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {
    this.policy = contentSecurityPolicy(configuration.environment.serviceUrl);
  }

  get site(): Site {
    this.#site ??= this.#open();
    return this.#site;
  }

  poster(item: string): SiteFile | undefined {
    return this.#picture('poster', item, posterOf);
  }

  backdrop(item: string): SiteFile | undefined {
    return this.#picture('backdrop', item, (film) => backdropOf(film, BACKDROP.width, BACKDROP.height));
  }

  factsOf(film: Film): FilmFacts {
    const { title, item } = film;
    return { title, facts: factsOf(film), poster: this.site.posterOf(film), url: `/film/${item}` };
  }

  /** All films, the most asked for first, as the explore page uses them. */
  get catalogue(): SiteFile {
    this.#catalogue ??= siteFileOf(
      Buffer.from(JSON.stringify(this.#exploreFacts())),
      'application/json; charset=utf-8',
    );
    return this.#catalogue;
  }

  #exploreFacts(): object[] {
    const { shelf, posterOf: poster, backdropOf: backdrop } = this.site;
    return shelf.popular.map((film) => ({
      item: film.item,
      title: film.title,
      facts: factsOf(film),
      long: openedFacts(film),
      genres: film.genres,
      synopsis: film.synopsis,
      poster: poster(film),
      backdrop: backdrop(film),
      clip: clipOf(film),
    }));
  }

  #open(): Site {
    const shelf = FilmShelf.ofDemo();
    // A picture of every genre stands for how pictures are drawn: when that changes, so do all addresses.
    const sample = shelf.genres.flatMap(({ films }) => films.slice(0, 1));
    const edition = siteFileOf(Buffer.from(sample.map(posterOf).join('')), SVG).version;
    this.#edition = edition;
    return {
      shelf,
      serviceUrl: this.configuration.environment.serviceUrl ?? '',
      file: (name) => this.files.addressOf(name),
      posterOf: ({ item }) => `/poster/${item}.svg?v=${edition}`,
      backdropOf: ({ item }) => `/backdrop/${item}.svg?v=${edition}`,
      isDark,
    };
  }

  #picture(kind: string, item: string, draw: (film: Film) => Markup): SiteFile | undefined {
    const film = this.site.shelf.find(item);
    if (film === undefined) return undefined;
    const key = `${kind} ${item}`;
    const known = this.#pictures.get(key);
    if (known) return known;
    const [oldest] = this.#pictures.keys();
    if (oldest !== undefined && this.#pictures.size >= PICTURES_KEPT_MAX) this.#pictures.delete(oldest);
    const drawn = Buffer.from(String(draw(film)));
    const picture: SiteFile = { ...siteFileOf(drawn, SVG), edition: this.#edition };
    this.#pictures.set(key, picture);
    return picture;
  }
}
