import type { BeaconEvent } from '../../../libs/beacon/api.js';
import { make } from './document.js';
import { lookUpFilms, titleOf } from './films.js';
import { keep, recall } from './remember.js';

const SHOWN_MAX = 14;
const KEPT_AS = 'events';

/** An event, and how its sending went: the service's status, and how long that took. */
interface Line {
  readonly event: BeaconEvent;
  readonly status?: number;
  readonly ms?: number;
}

interface EventList {
  left(event: BeaconEvent): void;
  answered(events: readonly BeaconEvent[], ms: number, status: number): void;
  clear(): void;
  /** Shows titles in place of ids. */
  nameFilms(): Promise<void>;
}

/** The newest events first. They stay for the next page of this tab: what a click sent is seen where it led. */
export function listEvents(list: HTMLElement): EventList {
  let lines: readonly Line[] = recall(KEPT_AS) as readonly Line[];

  function set(changed: readonly Line[]): void {
    lines = changed.slice(0, SHOWN_MAX);
    keep(KEPT_AS, lines);
    list.replaceChildren(...lines.map(elementOf));
  }

  set(lines);
  return {
    left: (event) => set([{ event }, ...lines]),
    answered: (events, ms, status) => {
      const ids = new Set(events.map(({ id }) => id));
      set(lines.map((line) => (ids.has(line.event.id) ? { ...line, ms, status } : line)));
    },
    clear: () => set([]),
    nameFilms: async () => {
      await lookUpFilms(lines.flatMap(({ event: { item } }) => (item === undefined ? [] : [item])));
      list.replaceChildren(...lines.map(elementOf));
    },
  };
}

function elementOf({ event, ms, status }: Line): HTMLElement {
  const { type, name, item, position, progress } = event;
  const details = [
    item === undefined ? new URL(event.page ?? location.href).pathname : titleOf(item),
    position === undefined ? '' : `place ${position + 1}`,
    progress === undefined ? '' : `${Math.round(progress * 100)} %`,
  ].filter(Boolean);
  const element = make(
    'li',
    '',
    make('b', `type ${type}`, name ?? type),
    make('span', 'what', details.join(' · ')),
    make('span', 'ms', wordsOf(status, ms)),
  );
  element.dataset['type'] = type;
  return element;
}

function wordsOf(status: number | undefined, ms = 0): string {
  if (status === undefined) return 'on its way';
  if (status >= 200 && status < 300) return `${ms.toFixed(0)} ms`;
  return status === 0 ? 'no answer' : `status ${status}`;
}
