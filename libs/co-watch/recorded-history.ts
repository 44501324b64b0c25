import type { SessionInteraction } from '#libs/blending';
import type { InteractionType } from '#libs/contracts';
import type { DuckDb } from '#libs/duckdb';
import type { LearningCase } from '#libs/learning';

/** A site's sessions as flat arrays, in order of start, then id: the order in which pairs are counted. */
export interface RecordedHistory {
  /** Names of items, in order of their bytes. */
  readonly names: readonly string[];
  /** Session s holds places offsets[s] … offsets[s + 1] - 1 of what follows, oldest first. */
  readonly offsets: Uint32Array;
  readonly items: Uint32Array;
  readonly atSeconds: Float64Array;
  /** 0 view, 1 watch, 2 cart, 3 purchase. */
  readonly strengths: Uint8Array;
  readonly progress: Float32Array;
}

const TYPES: readonly InteractionType[] = ['view', 'watch', 'cart', 'purchase'];
/** Interactions that a session's state keeps, and so all that a slate can be made from. */
const WINDOW = 50;
/** Cases of one session; who turns to more items in one session is no visitor. */
const CASES_MAX = 100;

/** Reads what `withVisits` has folded. */
export async function readRecordedHistory(db: DuckDb): Promise<RecordedHistory> {
  const [row] = await db.rows<{ count: number; sessions: number }>(
    'SELECT COUNT(*) AS count, COUNT(DISTINCT session_index) AS sessions FROM visits',
  );
  const [count, sessions] = [row?.count ?? 0, row?.sessions ?? 0];
  const offsets = new Uint32Array(sessions + 1);
  const items = new Uint32Array(count);
  const atSeconds = new Float64Array(count);
  const strengths = new Uint8Array(count);
  const progress = new Float32Array(count);
  let [at, session] = [0, 0];
  for await (const { rowCount, columns } of db.columns(ORDERED)) {
    const [places, codes, times, levels, shares] = columns;
    for (let row = 0; row < rowCount; row++, at++) {
      if (places?.[row] === 0) offsets[session++] = at;
      items[at] = Number(codes?.[row]);
      atSeconds[at] = Number(times?.[row]);
      strengths[at] = Number(levels?.[row]);
      progress[at] = Number(shares?.[row]);
    }
  }
  offsets[sessions] = at;
  return { names: await readNames(db), offsets, items, atSeconds, strengths, progress };
}

const ORDERED =
  'SELECT position, item_code, CAST(at_seconds AS DOUBLE), strength, progress FROM visits ORDER BY session_index, position';

async function readNames(db: DuckDb): Promise<string[]> {
  const names: string[] = [];
  for await (const { columns } of db.columns('SELECT item FROM named_items ORDER BY item_code'))
    for (const name of columns[0] ?? []) names.push(String(name));
  return names;
}

/** Cases that a session holds. */
export function casesCountOf({ offsets }: RecordedHistory, session: number): number {
  const length = (offsets[session + 1] ?? 0) - (offsets[session] ?? 0);
  return Math.min(CASES_MAX, Math.max(0, length - 1));
}

/** The cases of a session, in order: each of its interactions but the last, with what came next. */
export function casesOf(history: RecordedHistory, session: number): LearningCase[] {
  const { offsets, names, items } = history;
  const start = offsets[session] ?? 0;
  const end = start + 1 + casesCountOf(history, session);
  const interactions: SessionInteraction[] = [];
  for (let at = start; at < end; at++) interactions.push(interactionAt(history, at));
  return interactions.slice(1).map((_, before) => ({
    session: interactions.slice(Math.max(0, before + 1 - WINDOW), before + 1),
    next: names[items[start + before + 1] ?? 0] ?? '',
  }));
}

function interactionAt(
  { names, items, atSeconds, strengths, progress }: RecordedHistory,
  at: number,
): SessionInteraction {
  return {
    item: names[items[at] ?? 0] ?? '',
    type: TYPES[strengths[at] ?? 0] ?? 'view',
    progress: progress[at] ?? 0,
    atSeconds: atSeconds[at] ?? 0,
  };
}
