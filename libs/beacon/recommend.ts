import type { Slate, SlateQuestion } from './api.js';
import { consent } from './consent.js';
import { pause } from './guest.js';
import { request } from './request.js';
import { sessionId } from './session.js';
import { settings } from './settings.js';

/** How often to look for the session, or for an answer that includes the newest event, and the pause between, milliseconds. */
const TRIES = 6;
const PAUSE_MS = 50;
/** How long the service may wait for that event, milliseconds. */
const WAIT_MS = 100;

/** @param parameters of the query: a list repeats, what is undefined is left out. */
export const queryOf = (parameters: object): URLSearchParams =>
  new URLSearchParams(
    Object.entries(parameters).flatMap(([name, values]) =>
      [values]
        .flat()
        .filter((value) => value != null)
        .map((value) => [name, value as string]),
    ),
  );

/**
 * Asks for a slate, again while it does not include the newest event, a few times at most.
 * @param asking tells who asks, by now.
 * @throws Error where consent is wanting, or there is no answer
 */
export const recommend = async (
  question: SlateQuestion | undefined,
  asking: () => object,
): Promise<Slate> => {
  const { site, url, readUrl = url } = settings;
  for (let left = TRIES; left--;) {
    const session = consent && sessionId();
    if (session) {
      const query = queryOf({ site, session, wait: WAIT_MS, ...asking(), ...question });
      const answer = await request(`${readUrl}/recommendations?${query}`);
      if (!answer.ok) break;
      const slate = (await answer.json()) as Slate;
      if (!left || slate.after?.included !== false) return slate;
    }
    await pause(PAUSE_MS);
  }
  throw new Error('freshet: no answer');
};
