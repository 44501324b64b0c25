import type { Slate } from '../beacon/api.js';
import type { FreshetSlateElement, SlateShown } from './api.js';
import { arrange } from './arrange.js';
import { askInTurn, type Turns } from './ask-in-turn.js';
import { makeCards, type Cards } from './make-cards.js';
import { guardPointer } from './pointer-guard.js';
import { recommendFor } from './recommend-for.js';
import { warnOnce } from './warn-once.js';

interface Answer {
  readonly slate: Slate;
  readonly template: Element;
  readonly cards: Cards;
}

/** Marks the page's live region; its value is what is said when the list has changed. */
const ANNOUNCE = 'data-freshet-announce';
/** How long an element waits for a slate that says nothing of its own. */
const BUDGET_MS = 800;

/** What one element asks, and what it shows of the answers. */
export function slateList(element: FreshetSlateElement): Turns {
  const whenSafe = guardPointer(element);
  let shown: Cards = new Map();

  async function ask(): Promise<Answer | undefined> {
    const template = element.querySelector('template');
    if (!template) throw new Error('no <template>');
    const slate = await recommendFor(element);
    if (!slate) return undefined;
    const items = slate.items.map(({ item }) => item);
    return { slate, template, cards: await makeCards(items, shown, template, element.items) };
  }

  function show({ slate, template, cards }: Answer, since: number): void {
    if (!cards.size || !element.isConnected) return;
    const list = [...cards.values()];
    const isChange = shown.size > 0 && String([...shown.keys()]) !== String([...cards.keys()]);
    shown = cards;
    list.forEach((card, position) => card.setAttribute('data-freshet-position', String(position)));
    element.setAttribute('data-freshet-slate', slate.slate);
    arrange(template, list);
    announce(isChange);
    const detail: SlateShown = { slate, ms: performance.now() - since };
    element.dispatchEvent(new CustomEvent('freshet:slate', { bubbles: true, detail }));
  }

  /** A region is silent when it says what it said before: it is emptied while the next slate is on its way. */
  function announce(isChange: boolean): void {
    const region = element.querySelector(`[${ANNOUNCE}]`);
    if (region) region.textContent = isChange ? region.getAttribute(ANNOUNCE) : '';
  }

  return askInTurn<Answer>({
    ask,
    show: (answer, since) => whenSafe(() => show(answer, since), since),
    isIn: (cause, answer) => !!cause && [answer?.slate.after?.id, answer?.slate.session].includes(cause),
    // Without a list the visitor reads the fallback by now.
    isBehind: (answer) => (answer ? answer.slate.after?.included === false : shown.size > 0),
    setBusy(isBusy) {
      if (isBusy) announce(false);
      // A list that only may change can be read meanwhile.
      if (isBusy && !shown.size) element.setAttribute('aria-busy', 'true');
      else element.removeAttribute('aria-busy');
    },
    onError: warnOnce,
    budgetMs: () => Number(element.getAttribute('budget')) || BUDGET_MS,
  });
}
