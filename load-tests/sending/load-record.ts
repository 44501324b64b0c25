import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { increase, sum } from './failures.js';

/** One second of a load. What became of a request is told in the second in which it was due. */
export interface LoadSecond {
  due: number;
  readonly failures: Map<string, number>;
  /** Microseconds from when it was due to the end of its answer; failures left out. */
  readonly micros: RecordableHistogram;
}

/** Longest latency that is told apart, microseconds: ten minutes. */
const HIGHEST_MICROS = 600e6;
/** Node's histogram is HdrHistogram: three digits count for a whole load; for each of its many seconds two, which takes a tenth of the memory. */
const DIGITS = { whole: 3, second: 2 };

/** What became of the requests of a load. Grows while the load is under way. */
export class LoadRecord {
  /** Microseconds, all kinds together. */
  readonly micros = histogram(DIGITS.whole);
  readonly kinds = new Map<string, RecordableHistogram>();
  /** Microseconds by which the generator itself sent too late. */
  readonly lateMicros = histogram(DIGITS.whole);
  readonly failures = new Map<string, number>();
  readonly seconds: LoadSecond[] = [];
  /** Requests that were due. */
  due = 0;
  /** Seconds from the first that was due to the last answer. */
  elapsedSeconds = 0;

  wasDue(dueMs: number, lateMs: number): void {
    this.due += 1;
    this.secondOf(dueMs).due += 1;
    this.lateMicros.record(microsOf(lateMs));
  }

  answered(kind: string, dueMs: number, tookMs: number): void {
    const micros = microsOf(tookMs);
    this.micros.record(micros);
    this.kindOf(kind).record(micros);
    this.secondOf(dueMs).micros.record(micros);
    this.elapsedSeconds = Math.max(this.elapsedSeconds, (dueMs + tookMs) / 1000);
  }

  failed(failure: string, dueMs: number): void {
    increase(this.failures, failure);
    increase(this.secondOf(dueMs).failures, failure);
  }

  get failuresCount(): number {
    return sum(this.failures);
  }

  private kindOf(kind: string): RecordableHistogram {
    const known = this.kinds.get(kind) ?? histogram(DIGITS.whole);
    this.kinds.set(kind, known);
    return known;
  }

  private secondOf(dueMs: number): LoadSecond {
    const at = Math.floor(dueMs / 1000);
    // Seconds in which nothing was due are there too.
    for (let n = this.seconds.length; n <= at; n++)
      this.seconds.push({ due: 0, failures: new Map(), micros: histogram(DIGITS.second) });
    return this.seconds[at] ?? noSecond(at);
  }
}

/** @returns a percentile in milliseconds, 0 to 100; null where nothing was recorded. */
export function msOf(histogram: RecordableHistogram, percentile: number): number | null {
  return histogram.count === 0 ? null : histogram.percentile(percentile) / 1000;
}

function noSecond(at: number): never {
  throw new RangeError(`There is no second ${at}.`);
}

function histogram(figures: number): RecordableHistogram {
  return createHistogram({ lowest: 1, highest: HIGHEST_MICROS, figures });
}

/** The histogram counts from 1. */
function microsOf(ms: number): number {
  return Math.min(HIGHEST_MICROS, Math.max(1, Math.round(ms * 1000)));
}
