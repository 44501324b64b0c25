import { parseSessionRecord, type EventRecord, type SessionRef } from '#libs/contracts';
import { openDuckDb, type DuckDb } from '#libs/duckdb';
import { readHistory } from '#libs/event-history';
import type { EventLog } from '#libs/event-log';
import type { EventCounts } from '#libs/session';
import type { SessionStore } from '#libs/session-store';
import { eventually, startReader, type LogReader } from '#libs/testing';
import { randomUUID } from 'node:crypto';

/** Where a service keeps what it was told. */
export interface ServiceMemory {
  readonly log: EventLog;
  readonly store: SessionStore;
  readonly dataFolder: string;
}

/** What a service knows of its sites' visitors, read where it stands and not as the service tells it. */
export class Evidence {
  private constructor(
    private readonly memory: ServiceMemory,
    private readonly reader: LogReader,
    private readonly db: DuckDb,
  ) {}

  static async of(memory: ServiceMemory): Promise<Evidence> {
    const reader = await startReader(memory.log, { group: `evidence-${randomUUID()}` });
    return new Evidence(memory, reader, await openDuckDb({ threads: 1 }));
  }

  /** A site's events on the log up to its present end, in order, each as often as it stands there. */
  async onLog(site: string): Promise<EventRecord[]> {
    const { endOffsets } = await this.memory.log.shape('events');
    await eventually(() => this.hasReadTo(endOffsets), 'the log was read to its end');
    return this.reader.records
      .map(({ text }) => parseSessionRecord(Buffer.from(text)))
      .filter((record): record is EventRecord => record.type !== 'session-deleted' && record.site === site);
  }

  /** How many events of each type the session's vector counts. */
  async countedIn(ref: SessionRef): Promise<EventCounts | undefined> {
    return (await this.memory.store.readState(ref))?.counts;
  }

  /** What readers of the history see of a site: session, id and type of each event, in order of these. */
  archived(site: string): Promise<string[]> {
    const { dataFolder } = this.memory;
    return readHistory(this.db, { dataFolder, site }, async () => {
      const rows = await this.db.rows<{ event: string }>(
        "SELECT session || ' ' || id || ' ' || type AS event FROM events ORDER BY event",
      );
      return rows.map(({ event }) => event);
    });
  }

  async close(): Promise<void> {
    await this.reader.consumption.stop();
    await this.db.close();
  }

  private hasReadTo(endOffsets: readonly number[]): boolean {
    const next = new Map<number, number>();
    for (const { partition, offset } of this.reader.records) next.set(partition, offset + 1);
    return endOffsets.every((end, partition) => (next.get(partition) ?? 0) >= end);
  }
}
