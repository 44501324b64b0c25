import type { Slate, SlateQuestion } from './api.js';
import { later } from './guest.js';

/** How long the service may wait for the event that the answer should include. */
const WAIT_MS = 100;
const ASKED_MAX = 5;
const PAUSE_MS = 50;
const ANSWER_MS = 5000;

/** Who asks. */
export interface Asking {
  readonly site: string;
  readonly session: string;
  readonly visitor: string | undefined;
  /** Newest event of the page that changes what is recommended. */
  readonly after: string | undefined;
}

/**
 * Asks for a slate, again while it does not include the newest event, a few times at most.
 * @throws Error when there is no answer
 */
export async function askForSlate(url: string, asking: Asking, question: SlateQuestion): Promise<Slate> {
  const query = new URLSearchParams({ wait: `${WAIT_MS}` });
  for (const [name, values] of Object.entries({ ...asking, ...question }))
    for (const value of [values].flat()) if (value != undefined) query.append(name, `${value}`);
  for (let asked = 1; ; asked++) {
    const patience = new AbortController();
    later(() => patience.abort(), ANSWER_MS);
    const answer = await fetch(`${url}/recommendations?${query}`, {
      credentials: 'omit',
      signal: patience.signal,
    });
    if (!answer.ok) throw new Error(`freshet: the service answered ${answer.status}`);
    const slate = (await answer.json()) as Slate;
    if (slate.after?.included !== false || asked === ASKED_MAX) return slate;
    await new Promise((resolve) => later(() => resolve(0), PAUSE_MS));
  }
}
