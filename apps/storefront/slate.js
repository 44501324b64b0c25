import { posterOf } from './posters.js';

/** What each source means to somebody who has not read the documentation. */
const SOURCES = {
  next: 'often opened next',
  soon: 'often soon after',
  before: 'often just before',
  together: 'seen together',
  again: 'you come back to it',
};
const STRATEGIES = {
  session: 'what you opened',
  viewing: 'the film on the page',
  popular: 'what everybody opens',
  fixed: 'the house list',
};

const byId = (id) => document.getElementById(id);

/**
 * Shows a slate. Films that were not in the one before are marked as new.
 * @param {object} slate the answer of the service.
 * @param {Map<string, object>} films
 */
export function showSlate(slate, films) {
  const list = byId('slate');
  const before = new Set([...list.children].map((row) => row.dataset.item));
  const rows = slate.items.map((entry, position) => rowOf(entry, position, slate.slate, films));
  for (const row of rows) row.classList.toggle('new', before.size > 0 && !before.has(row.dataset.item));
  const focused = [...list.children].findIndex((row) => row.contains(document.activeElement));
  list.replaceChildren(...rows);
  // Whoever walks the list by keyboard stays at their place in it.
  if (focused >= 0)
    rows[Math.min(focused, rows.length - 1)]?.firstElementChild.focus({ preventScroll: true });
  list.scrollTo({ left: 0 });
  byId('strategy').textContent = slate.strategy;
  byId('strategy').title = STRATEGIES[slate.strategy] ?? '';
  byId('session-events').textContent = String(slate.sessionEvents);
  byId('degraded').textContent = slate.degraded.join(', ');
  byId('degraded-row').hidden = slate.degraded.length === 0;
}

/** @param {number | undefined} milliseconds from click to changed slate, undefined while there is none to tell. */
export function showSpeed(milliseconds) {
  byId('speed').hidden = milliseconds === undefined;
  byId('milliseconds').textContent = milliseconds === undefined ? '' : String(Math.round(milliseconds));
}

/** @param {string} message one sentence, read out when it changes. */
export function showStatus(message, isProblem = false) {
  const status = byId('status');
  status.textContent = message;
  status.classList.toggle('problem', isProblem);
}

/** @param {object | undefined} film the film that was opened last. */
export function showViewing(film) {
  byId('viewing').hidden = film === undefined;
  if (film === undefined) return;
  byId('viewing-title').textContent = film.title;
  byId('viewing-facts').textContent = [
    film.year,
    film.country,
    `${film.minutes} min`,
    film.genres.join(', '),
  ].join(' · ');
  byId('viewing-synopsis').textContent = film.synopsis;
}

/** @returns {string} the slate in a sentence. */
export function summaryOf(slate, films) {
  const names = slate.items.slice(0, 3).map(({ item }) => films.get(item)?.title ?? item);
  return names.length === 0 ? 'There is nothing to recommend yet.' : `Now first: ${names.join(', ')}.`;
}

function rowOf({ item, because, source }, position, slate, films) {
  const film = films.get(item) ?? { item, title: item, genres: [] };
  const button = element('button', 'pick', posterOf(film), textOf(film, because, source, films));
  button.type = 'button';
  Object.assign(button.dataset, { item, slate, position });
  const row = element('li', '', button);
  row.dataset.item = item;
  return row;
}

function textOf(film, because, source, films) {
  const lines = [element('strong', '', film.title), element('span', 'year', String(film.year ?? ''))];
  if (because !== null)
    lines.push(
      element('span', 'because', 'because of ', element('em', '', films.get(because)?.title ?? because)),
    );
  if (source !== null) {
    const chip = element('span', `source source-${source}`, source);
    chip.title = SOURCES[source] ?? source;
    lines.push(chip);
  }
  return element('span', 'text', ...lines);
}

/** An element with a class and children; text stays text whatever it contains. */
export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}
