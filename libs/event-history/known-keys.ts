import { randomUUID } from 'node:crypto';
import { sqlText, type DuckDb } from '#libs/duckdb';
import { dayOfPath, historyFiles, type HistoryPlace } from './history-folder.js';
import type { HistoryKind } from './history-schema.js';
import { historyRelation } from './open-history.js';
import { withReadableFiles, type ReadableFilesOptions } from './readable-files.js';

interface KnownDay {
  readonly table: string;
  /** Files whose keys the table holds. */
  readonly files: Set<string>;
}

/** Days kept at a time; what arrives is of today and yesterday, save for a backlog. */
const DAYS_MAX = 16;
const KEY = 'hash(session, id)';

/**
 * Knows 8 bytes of every row that the days in use hold, so that looking for repeated rows costs a pass over those instead of
 * over the files. A key that is not known is new for certain; for one that is, the files have the last word.
 */
export class KnownKeys {
  readonly #days = new Map<string, KnownDay>();

  constructor(
    private readonly db: DuckDb,
    private readonly options: ReadableFilesOptions = {},
  ) {}

  /** @returns the days of which `fresh` may hold rows that are in the files already. */
  async suspectedDays(
    place: HistoryPlace,
    kind: HistoryKind,
    fresh: string,
    days: readonly string[],
  ): Promise<string[]> {
    const suspected: string[] = [];
    for (const day of days) {
      const known = await this.#load(place, kind, day);
      const rows = await this.db.rows<{ found: boolean }>(
        `SELECT EXISTS (SELECT 1 FROM ${fresh} WHERE day = ${sqlText(day)} ` +
          `AND ${KEY} IN (SELECT hashed FROM ${known.table})) AS found`,
      );
      if (rows[0]?.found === true) suspected.push(day);
    }
    return suspected;
  }

  /** Notes that the rows of `fresh` are in these files now. */
  async add(place: HistoryPlace, kind: HistoryKind, fresh: string, files: readonly string[]): Promise<void> {
    const days = new Set(files.map((file) => dayOfPath(file)));
    for (const day of days) {
      const known = await this.#dayOf(place, kind, day);
      await this.db.run(`INSERT INTO ${known.table} SELECT ${KEY} FROM ${fresh} WHERE day = ${sqlText(day)}`);
      for (const file of files) if (dayOfPath(file) === day) known.files.add(file);
    }
  }

  async #load(place: HistoryPlace, kind: HistoryKind, day: string): Promise<KnownDay> {
    const known = await this.#dayOf(place, kind, day);
    const unseen = async (): Promise<string[]> =>
      (await historyFiles(place, kind, [day])).filter((file) => !known.files.has(file));
    await withReadableFiles(
      this.db,
      unseen,
      async (files) => {
        if (files.length === 0) return;
        // Files that a compaction made hold keys that are known: only the others grow the table.
        await this.db.run(
          `INSERT INTO ${known.table} SELECT DISTINCT ${KEY} FROM ${historyRelation(kind, files)} ` +
            `WHERE ${KEY} NOT IN (SELECT hashed FROM ${known.table})`,
        );
        for (const file of files) known.files.add(file);
      },
      this.options,
    );
    return known;
  }

  async #dayOf({ site }: HistoryPlace, kind: HistoryKind, day: string): Promise<KnownDay> {
    const name = `${site}/${kind}/${day}`;
    const found = this.#days.get(name);
    if (found !== undefined) {
      // The map's order is that of use.
      this.#days.delete(name);
      this.#days.set(name, found);
      return found;
    }
    await this.#forgetOldest();
    const known = { table: `known_keys_${randomUUID().replaceAll('-', '')}`, files: new Set<string>() };
    await this.db.run(`CREATE TABLE ${known.table} (hashed UBIGINT)`);
    this.#days.set(name, known);
    return known;
  }

  async #forgetOldest(): Promise<void> {
    const oldest = this.#days.entries().next().value;
    if (this.#days.size < DAYS_MAX || oldest === undefined) return;
    this.#days.delete(oldest[0]);
    await this.db.run(`DROP TABLE ${oldest[1].table}`);
  }
}
