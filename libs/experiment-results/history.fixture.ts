import type { EventRecord, SessionLogRecord, SlateRecord } from '#libs/contracts';
import { openDuckDb, type DuckDb } from '#libs/duckdb';
import { HistoryWriter, historyRowOf } from '#libs/event-history';
import { temporaryFolder } from '#libs/testing';

/** 2025-11-23T12:00:00Z */
export const NOON_MS = 1_763_899_200_000;
export const MINUTE_MS = 60_000;

/** A history in a folder of its own, written as the archiver writes it. */
export class HistoryUnderTest {
  private ids = 0;
  private readonly records: (SessionLogRecord | SlateRecord)[] = [];

  private constructor(
    readonly dataFolder: string,
    readonly db: DuckDb,
    readonly remove: () => Promise<void>,
  ) {}

  static async open(): Promise<HistoryUnderTest> {
    const folder = await temporaryFolder();
    const db = await openDuckDb({ threads: 1 });
    return new HistoryUnderTest(folder.path, db, async () => {
      await db.close();
      await folder.remove();
    });
  }

  /** A slate of the experiment `a-test`. @returns its id. */
  slate(session: string, variation: string, fields: Partial<SlateRecord> = {}): string {
    const id = `slate-${String(++this.ids).padStart(8, '0')}`;
    this.records.push({
      type: 'slate',
      site: 'demo',
      session,
      id,
      receivedAt: NOON_MS,
      strategy: 'session',
      items: ['dune', 'alien', 'heat'],
      tables: null,
      experiments: { 'a-test': variation },
      experimentsRevision: '3f2a',
      degraded: [],
      ...fields,
    });
    return id;
  }

  /** An event a minute after noon. */
  event(session: string, fields: Partial<EventRecord> & Pick<EventRecord, 'type'>): void {
    const ts = fields.ts ?? NOON_MS + MINUTE_MS;
    const id = `event-${String(++this.ids).padStart(8, '0')}`;
    this.records.push({ site: 'demo', session, id, item: 'dune', ts, receivedAt: ts, ...fields });
  }

  /** Writes what was told so far. */
  async write(): Promise<void> {
    const own = await openDuckDb({ threads: 1 });
    try {
      await new HistoryWriter(own, this).write(this.records.splice(0).map(historyRowOf));
    } finally {
      await own.close();
    }
  }
}
