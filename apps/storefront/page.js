import { posterOf } from './posters.js';
import { askForSlate, currentSession, loadCatalogue, sendView, startSession } from './service.js';
import { element, showSlate, showSpeed, showStatus, showViewing, summaryOf } from './slate.js';

const PAGE_FILMS = 60;
const TYPING_PAUSE_MS = 120;

const byId = (id) => document.getElementById(id);

/** The films by id, in the order of the catalogue. */
let films = new Map();
let session = currentSession();
let genre = '';
let shown = PAGE_FILMS;
/** Cancels the question that a newer click has made pointless. */
let asking = new AbortController();

function matches(film, words) {
  if (genre !== '' && !film.genres.includes(genre)) return false;
  const text = `${film.title} ${film.year} ${film.genres.join(' ')} ${film.country}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function showFilms() {
  const words = byId('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...films.values()].filter((film) => matches(film, words));
  byId('grid').replaceChildren(...found.slice(0, shown).map(cardOf));
  byId('more').hidden = found.length <= shown;
  byId('count').textContent = countOf(found.length);
}

function countOf(films) {
  if (films === 0) return 'No film is called that. Yet.';
  return films === 1 ? 'One film' : `${films.toLocaleString('en')} films`;
}

function cardOf(film) {
  const title = element('span', 'title', film.title);
  const facts = element('span', 'facts', `${film.year} · ${film.genres.join(', ')}`);
  const button = element('button', 'card', posterOf(film), title, facts);
  button.type = 'button';
  button.dataset.item = film.item;
  return element('li', '', button);
}

function showGenres() {
  const genres = [...new Set([...films.values()].flatMap((film) => film.genres))].sort();
  const buttons = ['', ...genres].map((name) => {
    const button = element('button', 'genre', name || 'All');
    button.type = 'button';
    button.dataset.genre = name;
    button.setAttribute('aria-pressed', String(name === genre));
    return button;
  });
  byId('genres').replaceChildren(...buttons);
}

function chooseGenre(name) {
  genre = name;
  for (const button of byId('genres').children) {
    button.setAttribute('aria-pressed', String(button.dataset.genre === genre));
  }
  backToTheTop();
}

function backToTheTop() {
  shown = PAGE_FILMS;
  showFilms();
}

/** Asks for a slate and shows it, unless something newer has been asked meanwhile. */
async function refresh(prepare) {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  try {
    const after = await prepare?.();
    const slate = await askForSlate(session, { after, signal });
    if (signal.aborted) return undefined;
    showSlate(slate, films);
    showStatus(summaryOf(slate, films));
    return slate;
  } catch (error) {
    if (!signal.aborted) showStatus(error.message, true);
    return undefined;
  }
}

async function open(button) {
  const clickedAt = performance.now();
  const { item, slate, position } = button.dataset;
  const found = slate === undefined ? undefined : { slate, position: Number(position) };
  showViewing(films.get(item));
  showSpeed(undefined);
  markOpened(item);
  const answer = await refresh(() => sendView(session, item, found));
  if (answer?.after?.included) showSpeed(performance.now() - clickedAt);
}

function markOpened(item) {
  for (const card of document.querySelectorAll('.card[aria-current]')) card.removeAttribute('aria-current');
  document.querySelector(`.card[data-item="${CSS.escape(item)}"]`)?.setAttribute('aria-current', 'true');
}

function forget() {
  session = startSession();
  showViewing(undefined);
  showSpeed(undefined);
  markOpened('');
  return refresh();
}

function listen() {
  let typing;
  byId('search').addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(backToTheTop, TYPING_PAUSE_MS);
  });
  document.querySelector('.search').addEventListener('submit', (event) => event.preventDefault());
  byId('genres').addEventListener('click', ({ target }) => {
    if (target.dataset.genre !== undefined) chooseGenre(target.dataset.genre);
  });
  byId('more').addEventListener('click', () => {
    const first = shown;
    shown += PAGE_FILMS;
    showFilms();
    byId('grid').children[first]?.firstElementChild?.focus();
  });
  for (const list of ['grid', 'slate']) {
    byId(list).addEventListener('click', ({ target }) => {
      const button = target.closest('button[data-item]');
      if (button) void open(button);
    });
  }
  byId('forget').addEventListener('click', () => void forget());
}

async function start() {
  listen();
  try {
    films = new Map((await loadCatalogue()).map((film) => [film.item, film]));
  } catch (error) {
    showStatus(error.message, true);
    return;
  }
  showGenres();
  showFilms();
  await refresh();
}

void start();
