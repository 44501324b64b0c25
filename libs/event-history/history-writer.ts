import { randomUUID } from 'node:crypto';
import type { DuckDb } from '#libs/duckdb';
import { appendHistory, type AppendResult } from './append-history.js';
import { dayOfPath, type HistoryDay, type HistoryPlace } from './history-folder.js';
import type { HistoryRow } from './history-row.js';
import { HISTORY_COLUMNS, columnListOf, historyTableOf, type HistoryKind } from './history-schema.js';
import { KnownKeys } from './known-keys.js';
import type { ReadableFilesOptions } from './readable-files.js';

export interface HistoryWriterOptions extends ReadableFilesOptions {
  /** FRESHET_DATA. */
  readonly dataFolder: string;
}

/** What one call wrote. */
export interface WriteReport {
  readonly written: number;
  readonly duplicates: number;
  /** Days that have a new file. */
  readonly days: readonly HistoryDay[];
}

/**
 * Writes log records into the histories of any number of sites, each (session, id) of a day once however often it is handed
 * over, by this writer or one before it. One call at a time.
 */
export class HistoryWriter {
  readonly #known: KnownKeys;

  /** @param db is the writer's own: it keeps the keys of recent days in it. */
  constructor(
    private readonly db: DuckDb,
    private readonly options: HistoryWriterOptions,
  ) {
    this.#known = new KnownKeys(db, options);
  }

  /** Resolves once the rows would survive a crash of the machine. Rejecting may leave some written: they count once again. */
  async write(rows: readonly HistoryRow[]): Promise<WriteReport> {
    const name = `log-${randomUUID()}`;
    const results: AppendResult[] = [];
    const days: HistoryDay[] = [];
    for (const group of groupsOf(rows)) {
      const result = await this.#writeGroup(group, name);
      results.push(result);
      for (const day of new Set(result.files.map(dayOfPath))) days.push({ ...this.#placeOf(group), day });
    }
    return {
      written: results.reduce((sum, { written }) => sum + written, 0),
      duplicates: results.reduce((sum, { duplicates }) => sum + duplicates, 0),
      days,
    };
  }

  #placeOf({ site, kind }: Group): HistoryPlace & { readonly kind: HistoryKind } {
    return { dataFolder: this.options.dataFolder, site, kind };
  }

  async #writeGroup(group: Group, name: string): Promise<AppendResult> {
    const { kind, rows } = group;
    const place = this.#placeOf(group);
    const table = `staged_${kind.replace('-', '_')}`;
    await this.db.run(`CREATE OR REPLACE TABLE ${table} (${stagedColumnsOf(kind)})`);
    try {
      await this.db.append(table, columnsOf(rows));
      return await appendHistory(this.db, {
        ...this.options,
        ...place,
        name,
        source: `(SELECT ${parsedListOf(kind)} FROM ${table})`,
        daysToSearch: (fresh, days) => this.#known.suspectedDays(place, kind, fresh, days),
        placed: (fresh, files) => this.#known.add(place, kind, fresh, files),
      });
    } finally {
      await this.db.run(`DROP TABLE ${table}`);
    }
  }
}

interface Group {
  readonly site: string;
  readonly kind: HistoryKind;
  readonly rows: HistoryRow[];
}

function groupsOf(rows: readonly HistoryRow[]): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const key = `${row.site}/${row.kind}`;
    const group = groups.get(key) ?? { site: row.site, kind: row.kind, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return groups.values();
}

function columnsOf(rows: readonly HistoryRow[]): (readonly HistoryRow['cells'][number][])[] {
  const width = rows[0]?.cells.length ?? 0;
  return Array.from({ length: width }, (_, index) => rows.map(({ cells }) => cells[index] ?? null));
}

/** Lists are staged as JSON texts, which append faster than lists. */
function stagedColumnsOf(kind: HistoryKind): string {
  return Object.entries(HISTORY_COLUMNS[historyTableOf(kind)])
    .map(([name, type]) => `"${name}" ${type.replace('[]', '')}`)
    .join(', ');
}

function parsedListOf(kind: HistoryKind): string {
  if (historyTableOf(kind) !== 'slates') return columnListOf(kind);
  const lists = ['items', 'degraded'].map((name) => `from_json("${name}", '["VARCHAR"]') AS "${name}"`);
  return `* REPLACE (${lists.join(', ')})`;
}
