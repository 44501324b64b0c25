import { MetricsRegistry } from '#libs/runtime';
import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';

const OUTCOMES = ['folded', 'duplicate', 'dead-lettered'] as const;

/** Close to each other where freshness lies, so that quantiles between two bounds are right to some milliseconds. */
const FRESHNESS_SECONDS = [
  0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.008, 0.01, 0.012, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.05,
  0.065, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 10,
];

/** What session-state counts. */
@Injectable()
export class SessionStateMetrics {
  private readonly freshness: Histogram;
  private readonly records: Counter<'outcome'>;
  private readonly conflicts: Counter;
  private readonly rewinds: Counter;
  private lagRecords: () => number = () => 0;

  constructor(registry: MetricsRegistry) {
    const registers = [registry];
    this.freshness = new Histogram({
      name: 'freshet_freshness_seconds',
      help: 'From the collector having an event to the session vector that counts it being written. Records that are folded again after a loss are left out.',
      buckets: FRESHNESS_SECONDS,
      registers,
    });
    this.records = new Counter({
      name: 'freshet_session_state_records_total',
      help: 'Records of the log by what became of them: folded, a duplicate of what the session counts, or dead-lettered.',
      labelNames: ['outcome'],
      registers,
    });
    for (const outcome of OUTCOMES) this.records.inc({ outcome }, 0);
    this.conflicts = new Counter({
      name: 'freshet_session_state_conflicts_total',
      help: 'Saves that another writer came before; their records were folded again.',
      registers,
    });
    this.rewinds = new Counter({
      name: 'freshet_session_state_rewinds_total',
      help: 'Partitions that were read again because the store had less than was committed.',
      registers,
    });
    const lag: Gauge = new Gauge({
      name: 'freshet_session_state_lag_records',
      help: 'Records on the log that are not in the session vectors yet.',
      registers,
      collect: () => lag.set(this.lagRecords()),
    });
  }

  watchLag(lagRecords: () => number): void {
    this.lagRecords = lagRecords;
  }

  counted(outcome: (typeof OUTCOMES)[number], records: number): void {
    this.records.inc({ outcome }, records);
  }

  becameFresh(seconds: number): void {
    this.freshness.observe(Math.max(0, seconds));
  }

  conflicted(saves: number): void {
    this.conflicts.inc(saves);
  }

  rewound(): void {
    this.rewinds.inc();
  }
}
