import { make } from './document.js';
import { lookUpFilms, titleOf } from './films.js';

const BARS_MAX = 10;

/** What the service says of a session at `/sessions/{session}`, as far as it is shown. */
interface SessionAnswer {
  readonly interactions: readonly { readonly item: string; readonly type: string; readonly weight: number }[];
}

/** Draws a session's vector: one bar an interaction, the newest first, as long as it weighs in scoring. */
export function vectorOf(
  list: HTMLElement,
  empty: HTMLElement,
  service: string,
): { show(session: string): Promise<void> } {
  let asked = 0;
  return {
    async show(session) {
      const turn = ++asked;
      const answer = await fetch(`${service}/sessions/${session}?site=demo`).catch(() => undefined);
      if (answer?.ok !== true) return;
      const { interactions } = (await answer.json()) as SessionAnswer;
      const newest = [...interactions].reverse().slice(0, BARS_MAX);
      await lookUpFilms(newest.map(({ item }) => item)).catch(() => undefined);
      // A newer question was asked meanwhile.
      if (turn !== asked) return;
      const heaviest = Math.max(...newest.map(({ weight }) => weight), Number.MIN_VALUE);
      list.replaceChildren(
        ...newest.map(({ item, type, weight }) => {
          const bar = document.createElement('meter');
          bar.max = heaviest;
          bar.value = weight;
          bar.setAttribute('aria-label', `weight of ${titleOf(item)}`);
          return make(
            'li',
            '',
            make('span', 'what', titleOf(item)),
            make('b', 'type', type),
            bar,
            make('span', 'ms', `${Math.round(weight * 100)} %`),
          );
        }),
      );
      empty.hidden = newest.length > 0;
    },
  };
}
