import { COLUMNS, sumAt, type Column } from '#libs/blending';
import { openDuckDb, type DuckDb } from '#libs/duckdb';
import { buildTables, type BuiltTables } from './build-tables.js';
import { learnTables, type LearnOptions } from './learn-tables.js';
import { COUNTING_PARAMETERS, type CountingParameters } from './counting-parameters.js';

/** An event as counting sees it. */
export interface CountedEvent {
  readonly session: string;
  readonly id: string;
  readonly type: string;
  readonly item: string | null;
  /** Milliseconds since 1970. */
  readonly ts: number;
  readonly receivedAt: number;
  readonly progress?: number | null;
}

/** 22 November 2025, milliseconds since 1970. */
const SOME_TIME_MS = 1_763_800_000_000;

/** Views of items, one second apart; a session is named by its place. */
export function viewsOf(...sessions: readonly (readonly string[])[]): CountedEvent[] {
  return sessions.flatMap((items, session) =>
    items.map((item, at) => {
      const ts = SOME_TIME_MS + (session * 1000 + at) * 1000;
      return { session: `session-${session}`, id: `event-${at}`, type: 'view', item, ts, receivedAt: ts };
    }),
  );
}

/** Builds tables from events in memory. @param options `learn`: learns on them too, with these options. */
export async function tablesFromEvents(
  events: readonly CountedEvent[],
  options: {
    parameters?: Partial<CountingParameters>;
    threads?: number;
    db?: DuckDb;
    learn?: LearnOptions;
  } = {},
): Promise<BuiltTables> {
  const db = options.db ?? (await openDuckDb({ threads: options.threads ?? 1, memoryLimit: '512MB' }));
  try {
    await db.run(
      'CREATE OR REPLACE TABLE events (session VARCHAR, id VARCHAR, type VARCHAR, item VARCHAR, ts BIGINT, received_at BIGINT, progress DOUBLE)',
    );
    const keys = ['session', 'id', 'type', 'item', 'ts', 'receivedAt', 'progress'] as const;
    if (events.length > 0)
      await db.append(
        'events',
        keys.map((key) => events.map((event) => event[key] ?? null)),
      );
    if (options.learn) return await learnTables(db, 'demo', options.learn);
    return await buildTables(db, 'demo', { ...COUNTING_PARAMETERS, ...options.parameters });
  } finally {
    if (!options.db) await db.close();
  }
}

/** Rows as nested objects: what the arrays say, in words. */
export function rowsOf({ tables }: BuiltTables): Record<string, Record<string, Record<Column, number>>> {
  const rows: Record<string, Record<string, Record<Column, number>>> = {};
  for (let index = 0; index < tables.itemsCount; index++) {
    const row: Record<string, Record<Column, number>> = {};
    for (let entry = tables.rowOffsets[index] ?? 0; entry < (tables.rowOffsets[index + 1] ?? 0); entry++) {
      const values = COLUMNS.map((name, column) => [name, sumAt(tables, entry, column)]);
      row[tables.itemAt(tables.neighbours[entry] ?? 0)] = Object.fromEntries(values) as Record<
        Column,
        number
      >;
    }
    rows[tables.itemAt(index)] = row;
  }
  return rows;
}
