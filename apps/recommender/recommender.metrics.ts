import type { Strategy } from '#libs/contracts';
import { MetricsRegistry } from '#libs/runtime';
import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';

/** What the recommender counts. */
@Injectable()
export class RecommenderMetrics {
  private readonly answers: Counter<'strategy'>;
  private readonly degraded: Counter<'part'>;
  private readonly seconds: Histogram;
  private readonly slatesDropped: Counter;
  private readonly swaps: Counter<'site'>;
  private readonly experimentsProblems: Gauge;
  private readonly experimentsChanges: Counter;

  constructor(registry: MetricsRegistry) {
    const registers = [registry];
    this.answers = new Counter({
      name: 'freshet_recommender_answers_total',
      help: 'Answers by the rung of the ladder that gave them.',
      labelNames: ['strategy'],
      registers,
    });
    this.degraded = new Counter({
      name: 'freshet_recommender_degraded_total',
      help: 'Answers that went without a part, by part.',
      labelNames: ['part'],
      registers,
    });
    this.seconds = new Histogram({
      name: 'freshet_recommender_answer_seconds',
      help: 'Time from the request to its answer, the asked wait included.',
      buckets: [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
      registers,
    });
    this.slatesDropped = new Counter({
      name: 'freshet_recommender_slate_records_dropped_total',
      help: 'Slate records that the log did not take.',
      registers,
    });
    this.swaps = new Counter({
      name: 'freshet_recommender_table_swaps_total',
      help: 'Table versions put in service since the start.',
      labelNames: ['site'],
      registers,
    });
    this.experimentsProblems = new Gauge({
      name: 'freshet_recommender_experiments_file_problems',
      help: 'Mistakes in the experiments file as it stands; while there are any, the file from before goes on.',
      registers,
    });
    this.experimentsChanges = new Counter({
      name: 'freshet_recommender_experiments_changes_total',
      help: 'States of the experiments file put in service since the start.',
      registers,
    });
  }

  answered(strategy: Strategy, degraded: readonly string[], seconds: number): void {
    this.answers.inc({ strategy });
    for (const part of degraded) this.degraded.inc({ part });
    this.seconds.observe(seconds);
  }

  dropped(records: number): void {
    this.slatesDropped.inc(records);
  }

  experimentsChanged(): void {
    this.experimentsChanges.inc();
    this.experimentsProblems.set(0);
  }

  experimentsRefused(problems: number): void {
    this.experimentsProblems.set(problems);
  }

  swapped(site: string): void {
    this.swaps.inc({ site });
  }
}
