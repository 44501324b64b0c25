import type { FreshetSlateElement } from '../../../libs/widget/api.js';
import { byId } from './document.js';
import { learnFilms, type CardFacts } from './films.js';

/** A film as `/catalogue.json` has it. */
interface ExploredFilm {
  readonly item: string;
  readonly title: string;
  readonly facts: string;
  readonly long: string;
  readonly genres: readonly string[];
  readonly synopsis: string;
  readonly poster: string;
  readonly backdrop: string;
  readonly clip: string;
}

const STEP_FILMS = 48;
const PATH = /^\/explore\/([^/]+)$/;

// Before the films are there, and before the beacon: it reads the page's item when the address has changed.
addEventListener('popstate', () => nameItem(location.pathname));

async function load(): Promise<readonly ExploredFilm[]> {
  const answer = await fetch('/catalogue.json');
  return (await answer.json()) as readonly ExploredFilm[];
}

function cardsOf(films: readonly ExploredFilm[]): Record<string, CardFacts> {
  return Object.fromEntries(
    films.map(({ item, title, facts, poster }) => [item, { title, facts, poster, url: `/explore/${item}` }]),
  );
}

const loading = load();
const slate = byId('next') as FreshetSlateElement;
const cards = loading.then(cardsOf);
slate.items = () => cards;
learnFilms(await cards);

const films = await loading;
const byItem = new Map(films.map((film) => [film.item, film]));

/** Shows a film, or the invitation where there is none, as the address says. */
function showAddressed(): void {
  const item = PATH.exec(location.pathname)?.[1];
  const film = item === undefined ? undefined : byItem.get(item);
  byId('invitation').hidden = film !== undefined;
  byId('opened').hidden = film === undefined;
  document.title = film ? `${film.title} · Explore` : 'Explore · The Freshet Picture House';
  if (film) showFilm(film);
  askFor(film);
  for (const card of document.querySelectorAll('#films a'))
    card.toggleAttribute('data-open', card.getAttribute('href') === location.pathname);
}

/** Films that were opened here, the newest last: a list of what to open next need not name them again. */
const opened = new Set<string>();
const EXCLUDED_MAX = 20;

function askFor(film: ExploredFilm | undefined): void {
  if (film === undefined) {
    slate.removeAttribute('viewing');
    return;
  }
  opened.delete(film.item);
  opened.add(film.item);
  // One attribute after the other in one task: the widget asks once.
  slate.setAttribute('viewing', film.item);
  slate.setAttribute('exclude', [...opened].slice(-EXCLUDED_MAX).join(' '));
}

function showFilm({ item, title, long, synopsis, backdrop, clip }: ExploredFilm): void {
  byId('opened-title').textContent = title;
  byId('opened-facts').textContent = long;
  byId('opened-synopsis').textContent = synopsis;
  byId('opened-link', HTMLAnchorElement).href = `/film/${item}`;
  const video = byId('opened-clip', HTMLVideoElement);
  video.poster = backdrop;
  // Films of a genre share a clip; the address tells the beacon that this is another film.
  video.src = `${clip}#${item}`;
  video.dataset['freshetItem'] = item;
}

/** What the beacon takes for the page's item stands there before the address changes. */
function nameItem(path: string): void {
  const item = PATH.exec(path)?.[1];
  const stage = byId('stage');
  if (item === undefined) delete stage.dataset['freshetItem'];
  else stage.dataset['freshetItem'] = item;
}

function open(path: string): void {
  nameItem(path);
  history.pushState(null, '', path);
  showAddressed();
  const stage = byId('stage');
  if (stage.getBoundingClientRect().top < 0) stage.scrollIntoView();
}

/** Links within this page change it; everything else of a click is the browser's. */
function interceptLinks(): void {
  byId('explore').addEventListener('click', (event) => {
    const link = (event.target as Element).closest('a');
    const isPlain =
      event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || !PATH.test(link.pathname)) return;
    event.preventDefault();
    if (link.pathname !== location.pathname) open(link.pathname);
  });
  addEventListener('popstate', showAddressed);
}

let shown = STEP_FILMS;

function showFound(): void {
  const words = byId('filter', HTMLInputElement).value.toLowerCase().split(/\s+/).filter(Boolean);
  const genre = byId('genre', HTMLSelectElement).value;
  const found = films.filter(({ title, long, genres }) => {
    const text = `${title} ${long}`.toLowerCase();
    return (genre === '' || genres.includes(genre)) && words.every((word) => text.includes(word));
  });
  byId('films').replaceChildren(...found.slice(0, shown).map(cellOf));
  byId('count').textContent = found.length === 1 ? 'One film' : `${found.length.toLocaleString('en')} films`;
  byId('show-more').hidden = found.length <= shown;
}

function cellOf({ item, title, facts, poster }: ExploredFilm): Node {
  const cell = byId('cell', HTMLTemplateElement).content.cloneNode(true) as DocumentFragment;
  const part = (selector: string): Element =>
    cell.querySelector(selector) ?? cell.appendChild(document.createElement('i'));
  part('a').setAttribute('href', `/explore/${item}`);
  part('a').toggleAttribute('data-open', location.pathname === `/explore/${item}`);
  part('img').setAttribute('src', poster);
  part('.title').textContent = title;
  part('.facts').textContent = facts;
  const entry = document.createElement('li');
  entry.append(cell);
  return entry;
}

function filter(): void {
  const again = (): void => {
    shown = STEP_FILMS;
    showFound();
  };
  byId('filter').addEventListener('input', again);
  byId('genre').addEventListener('change', again);
  byId('show-more').addEventListener('click', () => {
    const first = shown;
    shown += STEP_FILMS;
    showFound();
    byId('films').children[first]?.querySelector('a')?.focus();
  });
}

slate.addEventListener('freshet:slate', ({ detail }) => {
  const included = detail.slate.after?.included === true;
  byId('speed').textContent = included ? `changed in ${detail.ms.toFixed(0)} ms` : '';
});
interceptLinks();
filter();
showFound();
