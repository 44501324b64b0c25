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

/** @param parameters of the query; what is undefined is left out. */
export const queryOf = (parameters: object, exclude: readonly string[] = []): URLSearchParams => {
  const query = new URLSearchParams(JSON.parse(JSON.stringify(parameters)) as Record<string, string>);
  for (const item of exclude) query.append('exclude', item);
  return query;
};

/**
 * Asks for a slate, again while it does not include the newest event, a few times at most.
 * @param asking tells who asks, by now.
 * @throws Error where consent is wanting, or there is no answer
 */
export const recommend = async (
  { exclude, ...question }: SlateQuestion = {},
  asking: () => object,
): Promise<Slate> => {
  const { site, url, readUrl = url } = settings;
  for (let left = TRIES; left--;) {
    const session = consent && sessionId();
    if (session) {
      const query = queryOf({ site, session, wait: WAIT_MS, ...asking(), ...question }, exclude);
      const answer = await request(`${readUrl}/recommendations?${query}`);
      if (!answer.ok) break;
      const slate = (await answer.json()) as Slate;
      if (!left || slate.after?.included !== false) return slate;
    }
    await pause(PAUSE_MS);
  }
  throw new Error('freshet: no answer');
};
