import type { Slate, SlateQuestion } from './api.js';
import { consent } from './consent.js';
import { pause } from './guest.js';
import { sessionId, visitorId } from './session.js';
import { settings } from './settings.js';
import { newest } from './tracker.js';

/** How often to look for the session, or for an answer that includes the newest event, and the pause between, milliseconds. */
const TRIES = 6;
const PAUSE_MS = 50;
/** How long the service may wait for the newest event, milliseconds. */
const WAIT_MS = 100;

/** @param parameters of the query: a list repeats, what is undefined is left out. */
export const queryOf = (parameters: object): URLSearchParams =>
  new URLSearchParams(
    Object.entries(parameters).flatMap(([name, values]) =>
      [values ?? []].flat().map((value) => [name, value as string]),
    ),
  );

/**
 * Asks for a slate, again while it does not include the newest event, a few times at most.
 * @throws Error where consent is wanting, or there is no answer
 */
export const recommend = async (question: SlateQuestion | undefined): Promise<Slate> => {
  for (let left = TRIES; consent && left--;) {
    const session = sessionId();
    if (session) {
      const query = queryOf({
        site: settings.site,
        session,
        visitor: visitorId(),
        after: newest,
        wait: WAIT_MS,
        ...question,
      });
      const answer = await fetch(`${settings.readUrl ?? settings.url}/recommendations?${query}`);
      if (!answer.ok) break;
      const slate = (await answer.json()) as Slate;
      if (!left || slate.after?.included !== false) return slate;
    }
    await pause(PAUSE_MS);
  }
  throw new Error('no slate');
};
