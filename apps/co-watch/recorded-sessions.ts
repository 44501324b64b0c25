import type { ImportedEvent } from '#libs/event-history';

/** A session as it was recorded, events in order of time. */
export interface RecordedSession {
  readonly session: string;
  readonly events: readonly ImportedEvent[];
}

/**
 * Events of a file as sessions, in order of their start, then of their id as texts compare. Within a session in order of time;
 * events of the same millisecond keep the file's order.
 * @param limit takes that many sessions, left out: all.
 */
export async function recordedSessions(
  events: AsyncIterable<ImportedEvent>,
  limit?: number,
): Promise<RecordedSession[]> {
  const bySession = new Map<string, ImportedEvent[]>();
  for await (const event of events) {
    const known = bySession.get(event.session);
    if (known) known.push(event);
    else bySession.set(event.session, [event]);
  }
  return [...bySession]
    .map(([session, events]) => ({ session, events: events.sort((a, b) => a.ts - b.ts) }))
    .sort((a, b) => startOf(a) - startOf(b) || (a.session < b.session ? -1 : 1))
    .slice(0, limit);
}

function startOf({ events }: RecordedSession): number {
  return events[0]?.ts ?? 0;
}
