import {
  Blender,
  chooseSlate,
  NO_FILTERS,
  RankingMetrics,
  RANKS_MAX,
  type RankingScores,
  type SessionInteraction,
  type SlateFilters,
} from '#libs/blending';
import type { EventRecord } from '#libs/contracts';
import type { ImportedEvent } from '#libs/event-history';
import { advance, SESSION_RULES, type SessionState } from '#libs/session';
import type { RecordedSession } from './recorded-sessions.js';

export interface SessionScores extends RankingScores {
  /** Microseconds that choosing a slate took, median and 99th percentile; 0 without cases. */
  readonly microsP50: number;
  readonly microsP99: number;
}

/**
 * `literature`: every event but a session's last asks what comes next, and may be answered with an item of the session.
 * `shop`: the item on the page is never recommended, and cases in which it comes again are left out.
 */
export type Protocol = 'literature' | 'shop';

/**
 * Walks recorded sessions as the service would see them: each event is folded into the session's state, each state answers
 * with the slate that the recommender gives it, and the event after it says what the slate should have held. Every event but
 * the last of a session is a case, unless the next names no item.
 * @param onSession told how many sessions are done.
 */
export function scoreSessions(
  blender: Blender,
  sessions: readonly RecordedSession[],
  protocol: Protocol = 'literature',
  onSession?: (done: number) => void,
): SessionScores {
  const metrics = new RankingMetrics();
  const micros: number[] = [];
  const filters: SlateFilters = { ...NO_FILTERS, current: protocol === 'shop' };
  sessions.forEach(({ events }, at) => {
    for (const { session, next } of casesOf(events)) {
      if (protocol === 'shop' && next === session.at(-1)?.item) continue;
      const startedAt = performance.now();
      const { items } = chooseSlate(blender, {
        session,
        limit: RANKS_MAX,
        filters,
        fixed: [],
        hasTime: () => true,
      });
      micros.push((performance.now() - startedAt) * 1000);
      metrics.add(items, next);
    }
    onSession?.(at + 1);
  });
  const sorted = Float64Array.from(micros).sort();
  return { ...metrics.scores(), microsP50: percentile(sorted, 0.5), microsP99: percentile(sorted, 0.99) };
}

interface Case {
  /** Interactions of the session's state, newest last. */
  readonly session: readonly SessionInteraction[];
  readonly next: string;
}

function* casesOf(events: readonly ImportedEvent[]): Generator<Case> {
  let state: SessionState | undefined;
  for (const [at, event] of events.entries()) {
    const next = events[at + 1]?.item ?? null;
    state = advance(state, recordOf(event, at), { epoch: 1, partition: 0, offset: at + 1 }, SESSION_RULES);
    if (next !== null) yield { session: state?.interactions ?? [], next };
  }
}

/** The record that the collector would have put on the log. */
function recordOf({ session, type, item, ts, progress }: ImportedEvent, offset: number): EventRecord {
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

function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
