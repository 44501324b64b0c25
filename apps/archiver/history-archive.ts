import { Inject, Injectable, Logger } from '@nestjs/common';
import { messageOf } from '#libs/contracts';
import { openDuckDb, type DuckDb } from '#libs/duckdb';
import { HistoryWriter, type HistoryRow } from '#libs/event-history';
import { CONFIGURATION, type Configuration } from '#libs/runtime';
import { ArchiveBuffer } from './archive-buffer.js';
import { ArchiverMetrics } from './archiver.metrics.js';
import { HistoryUpkeep } from './history-upkeep.js';

/** Rows are some hundred bytes: this many fit beside everything else in a small container. */
const ROWS_MAX = 50_000;
/** As many make a file of half a megabyte. */
const RECORDS_BEHIND_MAX = 5_000;
/** For writing, and as much again for upkeep; what needs more spills to disk. */
const MEMORY_LIMIT = '256MB';

interface OpenArchive {
  readonly db: DuckDb;
  readonly buffer: ArchiveBuffer<HistoryRow>;
}

/** The history as the archiver writes it: rows are gathered, written each once, and the files kept in order. */
@Injectable()
export class HistoryArchive {
  private readonly logger = new Logger(HistoryArchive.name);
  private readonly upkeep: HistoryUpkeep;
  private open: OpenArchive | undefined;

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    private readonly metrics: ArchiverMetrics,
  ) {
    this.upkeep = new HistoryUpkeep({
      dataFolder: configuration.environment.dataFolder,
      retentionDays: configuration.archiver.retentionDays,
      memoryLimit: MEMORY_LIMIT,
      metrics,
    });
  }

  /** @param lagRecords records on the log that were not committed yet, those that wait here included. */
  async start(lagRecords: () => number): Promise<void> {
    const db = await openDuckDb({ memoryLimit: MEMORY_LIMIT, threads: 1 });
    const writer = new HistoryWriter(db, {
      dataFolder: this.configuration.environment.dataFolder,
      onUnreadable: (file, reason) => this.reportUnreadable(file, reason),
    });
    const buffer = new ArchiveBuffer<HistoryRow>({
      write: (rows) => this.write(writer, rows),
      flushMs: this.configuration.archiver.flushSeconds * 1000,
      rowsMax: ROWS_MAX,
      recordsUncommitted: lagRecords,
      recordsBehindMax: RECORDS_BEHIND_MAX,
    });
    this.open = { db, buffer };
    this.upkeep.start();
  }

  /** Resolves once the rows are on the disk, where readers see them. Rejects when they may not be: hand them over again. */
  async add(rows: readonly HistoryRow[]): Promise<void> {
    if (this.open === undefined) throw new Error('The archive is not open.');
    await this.open.buffer.add(rows);
  }

  /** From now on rows are written as they come. Resolves when none waits. */
  async drain(): Promise<void> {
    await this.open?.buffer.drain();
  }

  async close(): Promise<void> {
    await this.upkeep.stop();
    await this.open?.db.close();
    this.open = undefined;
  }

  private async write(writer: HistoryWriter, rows: readonly HistoryRow[]): Promise<void> {
    const startedMs = performance.now();
    try {
      const { written, duplicates, days } = await writer.write(rows);
      this.metrics.flushed(written, duplicates, (performance.now() - startedMs) / 1000);
      for (const day of days) this.upkeep.added(day);
    } catch (thrown) {
      this.metrics.flushFailed();
      this.logger.error(`${rows.length} rows could not be written and come again: ${messageOf(thrown)}`);
      throw thrown;
    }
    const sites = new Set(rows.filter(({ kind }) => kind === 'deletions').map(({ site }) => site));
    for (const site of sites) this.upkeep.deleted(site);
  }

  private reportUnreadable(file: string, reason: string): void {
    this.metrics.foundUnreadable();
    this.logger.error(`History file ${file} can't be read; new events are written beside it: ${reason}`);
  }
}
