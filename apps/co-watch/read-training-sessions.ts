import { INTERACTION_TYPES } from '#libs/contracts';
import { sqlText, type DuckDb } from '#libs/duckdb';
import { indexSessions, type TrainingSessions } from '#libs/evaluation';

const TYPES = INTERACTION_TYPES.map(sqlText).join(', ');
/** Sessions that end in the same second are ordered by their first event's id, which in a file is its line. */
const QUERY = `
  SELECT session, type, item, CAST(MAX(ts) OVER whole AS DOUBLE) / 1000
  FROM events
  WHERE item IS NOT NULL AND type IN (${TYPES})
  WINDOW whole AS (PARTITION BY session)
  ORDER BY MAX(ts) OVER whole, MIN(id) OVER whole, session, received_at, ts, id`;

/** Reads the sessions of `events` for the baselines: their items as the service folds them, so that a cart of the newest item is no second visit. */
export async function readTrainingSessions(db: DuckDb): Promise<TrainingSessions> {
  const sessions: { session: string; items: string[]; endedAtSeconds: number }[] = [];
  // One string an item: a database hands over a new one for every row.
  const names = new Map<string, string>();
  for await (const { rowCount, columns } of db.columns(QUERY)) {
    const [ids, types, items, ends] = columns;
    for (let row = 0; row < rowCount; row++) {
      const session = String(ids?.[row]);
      if (sessions.at(-1)?.session !== session)
        sessions.push({ session, items: [], endedAtSeconds: Math.floor(Number(ends?.[row])) });
      addVisit(sessions.at(-1)?.items ?? [], internedIn(names, String(items?.[row])), String(types?.[row]));
    }
  }
  return indexSessions(sessions);
}

function addVisit(items: string[], item: string, type: string): void {
  if (type === 'view' || items.at(-1) !== item) items.push(item);
}

function internedIn(names: Map<string, string>, name: string): string {
  const known = names.get(name);
  if (known === undefined) names.set(name, name);
  return known ?? name;
}
