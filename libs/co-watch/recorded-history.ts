import type { SessionInteraction } from '#libs/blending';
import type { InteractionType } from '#libs/contracts';
import type { DuckDb } from '#libs/duckdb';
import type { LearningCase } from '#libs/learning';

/** A site's sessions as flat arrays, in order of start, then id: the order in which pairs are counted. */
export interface RecordedHistory {
  /** Names of items, in the order in which they were first met. */
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

/** Reads `interactions`, as session-interactions.sql makes it. */
export async function readHistorySessions(db: DuckDb): Promise<RecordedHistory> {
  const [row] = await db.rows<{ count: number; sessions: number }>(
    'SELECT COUNT(*) AS count, COUNT(DISTINCT session) AS sessions FROM interactions',
  );
  const [count, sessions] = [row?.count ?? 0, row?.sessions ?? 0];
  const codes = new Map<string, number>();
  const offsets = new Uint32Array(sessions + 1);
  const items = new Uint32Array(count);
  const atSeconds = new Float64Array(count);
  const strengths = new Uint8Array(count);
  const progress = new Float32Array(count);
  let [at, session] = [0, 0];
  for await (const { rowCount, columns } of db.columns(ORDERED)) {
    const [places, names, times, levels, shares] = columns;
    for (let row = 0; row < rowCount; row++, at++) {
      if (places?.[row] === 0) offsets[session++] = at;
      items[at] = codeOf(String(names?.[row]), codes);
      atSeconds[at] = Number(times?.[row]);
      strengths[at] = Number(levels?.[row]);
      progress[at] = Number(shares?.[row]);
    }
  }
  offsets[sessions] = at;
  return { names: [...codes.keys()], offsets, items, atSeconds, strengths, progress };
}

const ORDERED =
  'SELECT position, item, CAST(at_seconds AS DOUBLE), CAST(strength AS INTEGER), CAST(progress AS DOUBLE) ' +
  'FROM (SELECT *, MIN(at_seconds) OVER (PARTITION BY session) AS started_at FROM interactions) AS placed ' +
  'ORDER BY started_at, session, position';

function codeOf(name: string, codes: Map<string, number>): number {
  const known = codes.get(name);
  if (known !== undefined) return known;
  codes.set(name, codes.size);
  return codes.size - 1;
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
