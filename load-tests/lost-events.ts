import type { Slate } from '#libs/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import type { Deployment } from './deployment.js';
import { readPath } from './traffic/browse-traffic.js';

export interface LostEvents {
  /** That were looked at. */
  readonly sessions: number;
  /** Events of theirs that the service accepted and does not have. */
  readonly events: number;
}

const SESSIONS_MAX = 300;
/** What waits to be folded is late, not lost. */
const PATIENCE_MS = 30_000;
const LOOK_AGAIN_MS = 50;

/**
 * Looks at some of the sessions, from all of the load, whether every event that was accepted is in what the service knows of them.
 * @param taken how many events of each session it has accepted.
 */
export async function lostEvents(
  deployment: Pick<Deployment, 'url' | 'readUrl' | 'site'>,
  taken: ReadonlyMap<string, number>,
): Promise<LostEvents> {
  const every = Math.ceil(taken.size / SESSIONS_MAX);
  const looked = [...taken].filter((_, at) => at % every === 0);
  const until = performance.now() + PATIENCE_MS;
  let events = 0;
  for (const [session, expected] of looked) {
    let known = await eventsKnown(deployment, session);
    while (known < expected && performance.now() < until) {
      await pause(LOOK_AGAIN_MS);
      known = await eventsKnown(deployment, session);
    }
    events += Math.max(0, expected - known);
  }
  return { sessions: looked.length, events };
}

/** @returns how many events of a session are in what the service recommends by. */
export async function eventsKnown(
  { url, readUrl = url, site }: Pick<Deployment, 'url' | 'readUrl' | 'site'>,
  session: string,
): Promise<number> {
  const answer = await fetch(readUrl + readPath(site, session));
  if (!answer.ok) throw new Error(`${readUrl} answers ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as Slate).sessionEvents;
}
