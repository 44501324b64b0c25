import { byId } from './document.js';
import { lookUpFilms } from './films.js';
import { startPanel } from './panel.js';
import { remember } from './remember.js';

/** Shows what makes sense with scripts only. */
function showTools(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-scripted]')) element.hidden = false;
}

function switchThemes(): void {
  const isDark = matchMedia('(prefers-color-scheme: dark)');
  byId('theme').addEventListener('click', () => {
    const { dataset } = document.documentElement;
    const current = dataset['theme'] ?? (isDark.matches ? 'dark' : 'light');
    dataset['theme'] = current === 'dark' ? 'light' : 'dark';
    remember('theme', dataset['theme']);
  });
}

/** The page tells the widget what its cards show. */
function fillSlates(): void {
  // The explore page has the whole catalogue at hand and does so itself.
  if (document.getElementById('explore')) return;
  for (const slate of document.querySelectorAll('freshet-slate')) slate.items = lookUpFilms;
}

/** A call of the beacon by the page: what a shop does when somebody buys. */
function rentFilms(): void {
  const button = document.querySelector<HTMLButtonElement>('[data-rent]');
  button?.addEventListener('click', () => {
    const { rent = '', price } = button.dataset;
    window.freshet?.('purchase', rent, { value: Number(price), quantity: 1 });
    button.disabled = true;
    const status = button.parentElement?.querySelector('[role=status]');
    if (status) status.textContent = 'Yours for 48 hours. Nothing was charged: there is no such film.';
  });
}

showTools();
switchThemes();
fillSlates();
rentFilms();
startPanel();
