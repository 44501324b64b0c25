/**
 * The history's columns: the one place that names them. Times are milliseconds since 1970 in BIGINT; what an event does
 * not have is null. `position`, `value` and `user` are reserved words in SQL: write them in double quotes.
 */
export const HISTORY_COLUMNS = {
  events: {
    session: 'VARCHAR',
    id: 'VARCHAR',
    visitor: 'VARCHAR',
    /** Hash of a login. Files written before there was one lack the column: it reads as null. */
    user: 'VARCHAR',
    type: 'VARCHAR',
    item: 'VARCHAR',
    /** When it happened: the sender's time, corrected by the clock rule. Its UTC day names the folder. */
    ts: 'BIGINT',
    /**
     * When the collector had it; of an imported event its `ts`, so that importing again can't undo a deletion, plus a
     * millisecond for each event of its session that stood before it in the file with the same `ts`.
     */
    received_at: 'BIGINT',
    slate: 'VARCHAR',
    position: 'INTEGER',
    progress: 'DOUBLE',
    value: 'DOUBLE',
    quantity: 'INTEGER',
    name: 'VARCHAR',
    page: 'VARCHAR',
    referrer: 'VARCHAR',
  },
  slates: {
    session: 'VARCHAR',
    /** The slate's id. */
    id: 'VARCHAR',
    visitor: 'VARCHAR',
    strategy: 'VARCHAR',
    /** Best first. */
    items: 'VARCHAR[]',
    /** Version of the tables that served, null when none did. */
    tables: 'VARCHAR',
    /** JSON object: experiment key to variation. */
    experiments: 'VARCHAR',
    experiments_revision: 'VARCHAR',
    /** JSON list, 0, 1 or null by place, where two rankings share the slate. Older files lack it, and the next. */
    teams: 'VARCHAR',
    /** Key of the experiment whose variation a tester asked for. */
    forced: 'VARCHAR',
    degraded: 'VARCHAR[]',
    received_at: 'BIGINT',
  },
  deletions: {
    session: 'VARCHAR',
    id: 'VARCHAR',
    /** Everything of the session that was received up to then is forgotten. */
    received_at: 'BIGINT',
  },
} as const;

export type HistoryTable = keyof typeof HISTORY_COLUMNS;

/** What has a folder of its own under a site: test batches are kept apart from the start. */
export const HISTORY_KINDS = ['events', 'test-events', 'slates', 'test-slates', 'deletions'] as const;
export type HistoryKind = (typeof HISTORY_KINDS)[number];

const TABLES: Readonly<Record<HistoryKind, HistoryTable>> = {
  events: 'events',
  'test-events': 'events',
  slates: 'slates',
  'test-slates': 'slates',
  deletions: 'deletions',
};

export function historyTableOf(kind: HistoryKind): HistoryTable {
  return TABLES[kind];
}

/** Columns of a kind, each in double quotes, separated by commas. */
export function columnListOf(kind: HistoryKind): string {
  return columnNamesOf(kind)
    .map((name) => `"${name}"`)
    .join(', ');
}

function columnNamesOf(kind: HistoryKind): string[] {
  return Object.keys(HISTORY_COLUMNS[historyTableOf(kind)]);
}

/** A relation of the kind's shape without a row, for a history that has no file yet. */
export function emptyRelationOf(kind: HistoryKind): string {
  const columns = Object.entries(HISTORY_COLUMNS[historyTableOf(kind)]).map(
    ([name, type]) => `NULL::${type} AS "${name}"`,
  );
  return `(SELECT ${columns.join(', ')} WHERE false)`;
}

/** SQL for the UTC day, YYYY-MM-DD, whose folder a row belongs to. */
export function dayExpressionOf(kind: HistoryKind): string {
  const time = historyTableOf(kind) === 'events' ? 'ts' : 'received_at';
  return `strftime(make_timestamp(${time} * 1000), '%Y-%m-%d')`;
}

/**
 * SQL that keeps one row of each (session, id): the one received first. The order is total over all columns, so the
 * same rows leave the same one whatever file they come from.
 */
export function firstReceivedOf(kind: HistoryKind): string {
  const ties = columnNamesOf(kind)
    .filter((name) => name !== 'session' && name !== 'id' && name !== 'received_at')
    .map((name) => `, "${name}"`);
  return `QUALIFY row_number() OVER (PARTITION BY session, id ORDER BY received_at${ties.join('')}) = 1`;
}
