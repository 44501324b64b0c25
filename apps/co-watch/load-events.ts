import type { DuckDb } from '#libs/duckdb';
import type { ImportedEvent } from '#libs/event-history';

/** What fitting reads of an event, in this order. */
export const EVENT_COLUMNS = 'session, id, type, item, ts, received_at, progress';

const TABLE_COLUMNS =
  'session VARCHAR, id VARCHAR, type VARCHAR, item VARCHAR, ts BIGINT, received_at BIGINT, progress DOUBLE';
const LOADED_AT_ONCE = 50_000;
/** Digits of an event's number: ids compare as texts, and so in the file's order. */
const ID_DIGITS = 12;

/** Puts a file's events into a table `events`, as received when they happened, in the file's order where that is the same. */
export async function loadEvents(
  db: DuckDb,
  events: AsyncIterable<ImportedEvent>,
  onLoaded: (events: number) => void,
): Promise<void> {
  await db.run(`CREATE TABLE events (${TABLE_COLUMNS})`);
  let loaded = 0;
  let batch: ImportedEvent[] = [];
  const load = async (): Promise<void> => {
    const ids = batch.map((_, at) => String(loaded + at).padStart(ID_DIGITS, '0'));
    const columnOf = <K extends keyof ImportedEvent>(name: K): ImportedEvent[K][] =>
      batch.map((event) => event[name]);
    const times = columnOf('ts');
    await db.append('events', [
      columnOf('session'),
      ids,
      columnOf('type'),
      columnOf('item'),
      times,
      times,
      columnOf('progress'),
    ]);
    loaded += batch.length;
    batch = [];
    onLoaded(loaded);
  };
  for await (const event of events) if (batch.push(event) === LOADED_AT_ONCE) await load();
  await load();
}
