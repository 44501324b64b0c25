import { INTERACTION_TYPES } from '#libs/contracts';
import type { DuckDb } from '#libs/duckdb';
import type { ImportedEvent } from '#libs/event-history';

/** What a walk through a recorded session reads of an event. */
export type RecordedEvent = Pick<ImportedEvent, 'session' | 'type' | 'item' | 'ts' | 'progress'>;

/** A session as it was recorded, events in the order in which the service had them. */
export interface RecordedSession<E extends RecordedEvent = RecordedEvent> {
  readonly session: string;
  readonly events: readonly E[];
}

/**
 * The item to be guessed after the event at a place: the next one that the session turns to. Null where there is no question:
 * the next event turns to no item or strengthens the newest one, or nothing is known of the session yet.
 */
export function nextItemAfter(events: readonly RecordedEvent[], at: number): string | null {
  const next = events[at + 1];
  if (next === undefined || !turnsToItem(next)) return null;
  const newest = events.slice(0, at + 1).findLast(turnsToItem);
  if (newest === undefined) return null;
  return next.item === newest.item && next.type !== 'view' ? null : next.item;
}

function turnsToItem({ type, item }: RecordedEvent): boolean {
  return item !== null && (INTERACTION_TYPES as readonly string[]).includes(type);
}

/**
 * Events of a file as sessions, in order of their start, then of their id as texts compare. Within a session in order of time;
 * events of the same millisecond keep the file's order.
 * @param limit takes that many sessions, left out: all.
 */
export async function recordedSessions(
  events: AsyncIterable<ImportedEvent>,
  limit?: number,
): Promise<RecordedSession<ImportedEvent>[]> {
  const bySession = new Map<string, ImportedEvent[]>();
  for await (const event of events) {
    const known = bySession.get(event.session);
    if (known) known.push(event);
    else bySession.set(event.session, [event]);
  }
  return inOrderOfStart(
    [...bySession].map(([session, events]) => ({ session, events: events.sort((a, b) => a.ts - b.ts) })),
    limit,
  );
}

/**
 * Sessions of a relation of a database, in the same order; within a session in order of arrival, as the service folded them.
 * @param relation with the columns of EVENT_COLUMNS.
 */
export async function storedSessions(
  db: DuckDb,
  relation: string,
  limit?: number,
): Promise<RecordedSession[]> {
  const sessions: { session: string; events: RecordedEvent[] }[] = [];
  const query = `SELECT session, type, item, CAST(ts AS DOUBLE), progress FROM ${relation} ORDER BY session, received_at, ts, id`;
  for await (const { rowCount, columns } of db.columns(query)) {
    const [names, types, items, times, progresses] = columns;
    for (let row = 0; row < rowCount; row++) {
      const session = String(names?.[row]);
      if (sessions.at(-1)?.session !== session) sessions.push({ session, events: [] });
      sessions.at(-1)?.events.push({
        session,
        type: types?.[row] as RecordedEvent['type'],
        item: (items?.[row] ?? null) as string | null,
        ts: Number(times?.[row]),
        progress: progressOf(progresses?.[row]),
      });
    }
  }
  return inOrderOfStart(sessions, limit);
}

function progressOf(cell: string | number | null | undefined): number | null {
  return typeof cell === 'number' && Number.isFinite(cell) ? cell : null;
}

function inOrderOfStart<E extends RecordedEvent>(
  sessions: readonly RecordedSession<E>[],
  limit?: number,
): RecordedSession<E>[] {
  return sessions
    .map((recorded) => ({ recorded, start: startOf(recorded) }))
    .sort((a, b) => a.start - b.start || (a.recorded.session < b.recorded.session ? -1 : 1))
    .slice(0, limit)
    .map(({ recorded }) => recorded);
}

function startOf({ events }: RecordedSession): number {
  return events.reduce((start, { ts }) => Math.min(start, ts), Number.POSITIVE_INFINITY);
}
