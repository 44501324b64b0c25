import type { BeaconEvent } from '../../../libs/beacon/api.js';
import type { SlateShown } from '../../../libs/widget/api.js';
import { byId, hear, make } from './document.js';
import { listEvents } from './event-list.js';
import { lookUpFilms, titleOf } from './films.js';
import { remember } from './remember.js';
import { vectorOf } from './session-vector.js';

const REASONS_MAX = 5;

/** What each relation to a film of the session means. */
const SOURCES: Readonly<Record<string, string>> = {
  next: 'often opened right after',
  soon: 'often opened soon after',
  before: 'often opened before',
  together: 'often in the same visit as',
  again: 'opened already:',
};

/** Tells what goes on inside, from what any page can hear and ask. */
export function startPanel(): void {
  const panel = byId('panel');
  const events = listEvents(byId('events'));
  const vector = vectorOf(byId('vector'), byId('vector-empty'), panel.dataset['service'] ?? '');
  const isOpen = (): boolean => !panel.hidden;
  let session = '';
  let slate: SlateShown | undefined;

  function refresh(): void {
    if (!isOpen()) return;
    if (session !== '') {
      byId('session').textContent = session;
      void vector.show(session);
    }
    if (slate) void showSlate(slate);
    void events.nameFilms();
  }

  function heardOf(event: BeaconEvent | undefined): void {
    if (event) session = event.session;
  }

  hear('freshet:event', (event) => {
    heardOf(event);
    events.left(event);
    if (isOpen()) void events.nameFilms();
  });
  hear('freshet:sent', ({ events: sent, status }) => {
    heardOf(sent.at(-1));
    const ms = newestRequestMs();
    events.answered(sent, ms, status);
    if (status > 0) byId('sent-ms').textContent = ms.toFixed(0);
    refresh();
  });
  hear('freshet:session', (detail) => {
    session = detail.session;
    refresh();
  });
  document.addEventListener('freshet:slate', (event) => {
    slate = event.detail;
    session = slate.slate.session;
    refresh();
  });
  startSessionsAnew(() => events.clear());
  openAndClose(panel, refresh);
}

/** How long the newest answer to events took; 0 where the browser's memory of requests is full. */
function newestRequestMs(): number {
  const requests = performance.getEntriesByType('resource');
  return requests.filter(({ name }) => name.endsWith('/v1/events')).at(-1)?.duration ?? 0;
}

/** The one most recently shown. Its first is asked for as the page opens, and nobody clicked for that. */
async function showSlate({ slate, ms }: SlateShown): Promise<void> {
  const { items, strategy, sessionEvents, degraded } = slate;
  if (slate.after?.included === true) byId('slate-ms').textContent = ms.toFixed(0);
  byId('strategy').textContent = strategy;
  byId('events-counted').textContent = String(sessionEvents);
  byId('degraded').textContent = degraded.length === 0 ? 'nothing' : degraded.join(', ');
  const shown = items.slice(0, REASONS_MAX);
  await lookUpFilms(
    shown.flatMap(({ item, because }) => [item, ...(because === null ? [] : [because])]),
  ).catch(() => undefined);
  byId('reasons').replaceChildren(
    ...shown.map(({ item, because, source }) =>
      make('li', '', make('strong', '', titleOf(item)), make('span', 'why', whyOf(because, source))),
    ),
  );
}

function whyOf(because: string | null, source: string | null): string {
  if (because === null) return 'popular';
  return `${SOURCES[source ?? ''] ?? 'near'} ${titleOf(because)}`;
}

/** The public way: consent taken back forgets the session, and given again begins another. */
function startSessionsAnew(forget: () => void): void {
  byId('new-session').addEventListener('click', () => {
    window.freshet?.('consent', false);
    forget();
    window.freshet?.('consent', true);
  });
}

function openAndClose(panel: HTMLElement, refresh: () => void): void {
  const toggle = byId('panel-toggle');
  const { dataset } = document.documentElement;
  const set = (open: boolean): void => {
    panel.hidden = !open;
    toggle.setAttribute('aria-expanded', String(open));
    if (open) dataset['panel'] = 'open';
    else delete dataset['panel'];
    refresh();
  };
  const choose = (open: boolean): void => {
    set(open);
    remember('panel', open ? 'open' : 'closed');
    (open ? byId('panel-title') : toggle).focus({ preventScroll: true });
  };
  toggle.addEventListener('click', () => choose(panel.hidden !== false));
  byId('panel-close').addEventListener('click', () => choose(false));
  panel.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') choose(false);
  });
  set(dataset['panel'] === 'open');
}
