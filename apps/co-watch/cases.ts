import type { EventRecord } from '#libs/contracts';
import {
  advance,
  SESSION_RULES,
  type Interaction,
  type SessionRules,
  type SessionState,
} from '#libs/session';
import { nextItemAfter, type RecordedEvent } from './recorded-sessions.js';

/**
 * `literature`: whatever comes next is to be guessed, and any item may be the guess.
 * `shop`: the item on the page is never recommended, and cases in which it comes again are left out.
 */
export type Protocol = 'literature' | 'shop';

export interface Case {
  /** All interactions of the session so far, newest last, at least one; the service keeps the newest of them. */
  readonly session: readonly Interaction[];
  readonly next: string;
}

const WHOLE_SESSION: SessionRules = { ...SESSION_RULES, interactionsMax: Number.MAX_SAFE_INTEGER };

/** Walks a recorded session: each event is folded into the state as the service does, and another item after it makes a case. */
export function* casesOf(events: readonly RecordedEvent[], protocol: Protocol): Generator<Case> {
  let state: SessionState | undefined;
  for (const [at, event] of events.entries()) {
    state = advance(state, recordOf(event, at), { epoch: 1, partition: 0, offset: at + 1 }, WHOLE_SESSION);
    const session = state?.interactions ?? [];
    const next = nextItemAfter(events, at);
    if (next === null || (protocol === 'shop' && next === session.at(-1)?.item)) continue;
    yield { session, next };
  }
}

/** The record that the collector would have put on the log. */
function recordOf({ session, type, item, ts, progress }: RecordedEvent, offset: number): EventRecord {
  return {
    site: 'evaluate',
    session,
    id: `event-${offset}`,
    type,
    ts,
    receivedAt: ts,
    ...(item === null ? {} : { item }),
    ...(progress === null ? {} : { progress }),
  };
}
