import type { Strategy } from '#libs/contracts';
import { MetricsRegistry } from '#libs/runtime';
import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';

/** Answers that are kept before they are counted, all at once. */
const KEPT_MAX = 256;

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
  private readonly kept: { readonly strategy: Strategy; readonly seconds: number }[] = [];

  constructor(registry: MetricsRegistry) {
    const registers = [registry];
    const collect = (): void => this.countKept();
    this.answers = new Counter({
      name: 'freshet_recommender_answers_total',
      help: 'Answers by the rung of the ladder that gave them.',
      labelNames: ['strategy'],
      registers,
      collect,
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
      collect,
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

  /**
   * Counts an answer, at the latest when metrics are asked for. One by one, between other work, a counter and a histogram take a twentieth of a
   * read's CPU; many in a row take 0.3 µs each.
   */
  answered(strategy: Strategy, degraded: readonly string[], seconds: number): void {
    for (const part of degraded) this.degraded.inc({ part });
    this.kept.push({ strategy, seconds });
    if (this.kept.length >= KEPT_MAX) this.countKept();
  }

  private countKept(): void {
    for (const { strategy, seconds } of this.kept) {
      this.answers.inc({ strategy });
      this.seconds.observe(seconds);
    }
    this.kept.length = 0;
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
