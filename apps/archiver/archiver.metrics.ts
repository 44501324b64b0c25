import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { MetricsRegistry } from '#libs/runtime';

/** What the archiver counts. */
@Injectable()
export class ArchiverMetrics {
  private readonly rows: Counter<'outcome'>;
  private readonly deadLetters: Counter;
  private readonly flushSeconds: Histogram;
  private readonly failedFlushes: Counter;
  private readonly merged: Counter;
  private readonly unreadable: Counter;
  private lagRecords: () => number = () => 0;

  constructor(registry: MetricsRegistry) {
    const registers = [registry];
    const counter = (name: string, help: string): Counter =>
      new Counter({ name: `freshet_archiver_${name}`, help, registers });
    this.rows = new Counter({
      name: 'freshet_archiver_rows_total',
      help: 'Records of the log by what became of them: written, or a duplicate of what the history has.',
      labelNames: ['outcome'],
      registers,
    });
    for (const outcome of ['written', 'duplicate']) this.rows.inc({ outcome }, 0);
    this.deadLetters = counter('dead_letters_total', 'Records of the log that no row can be made of.');
    this.failedFlushes = counter('failed_flushes_total', 'Writes that failed; their records come again.');
    this.merged = counter('merged_files_total', 'Files that were merged into larger ones.');
    this.unreadable = counter('unreadable_files_total', 'History files that could not be read.');
    this.flushSeconds = new Histogram({
      name: 'freshet_archiver_flush_seconds',
      help: 'Time one write of gathered rows takes, until they are durable.',
      buckets: [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
      registers,
    });
    const lag: Gauge = new Gauge({
      name: 'freshet_archiver_lag_records',
      help: 'Records on the log that are not in the history yet.',
      registers,
      collect: () => lag.set(this.lagRecords()),
    });
  }

  watchLag(lagRecords: () => number): void {
    this.lagRecords = lagRecords;
  }

  flushed(written: number, duplicates: number, seconds: number): void {
    this.rows.inc({ outcome: 'written' }, written);
    this.rows.inc({ outcome: 'duplicate' }, duplicates);
    this.flushSeconds.observe(seconds);
  }

  flushFailed(): void {
    this.failedFlushes.inc();
  }

  refused(records: number): void {
    this.deadLetters.inc(records);
  }

  mergedFiles(files: number): void {
    this.merged.inc(files);
  }

  foundUnreadable(): void {
    this.unreadable.inc();
  }
}
