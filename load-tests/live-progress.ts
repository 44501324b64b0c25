import { Presets, SingleBar } from 'cli-progress';
import { msOf, type LoadRecord, type LoadSecond } from './sending/load-record.js';

const EVERY_MS = 500;
const FORMAT = '{what} {bar} {value}/{total} s | {rate}/s | p50 {p50} ms, p99 {p99} ms | {failures} failed';

/** Shows on stderr, where a person watches, how a load goes: its rate and latency in the last second, its failures so far. */
export class LiveProgress {
  private readonly bar: SingleBar | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly what: string) {
    if (!process.stderr.isTTY) return;
    const options = { format: FORMAT, stream: process.stderr, clearOnComplete: true, hideCursor: true };
    this.bar = new SingleBar(options, Presets.shades_classic);
  }

  /** @param seconds that the load takes. */
  start(record: LoadRecord, seconds: number): void {
    const { bar } = this;
    if (!bar) return;
    const startedAt = performance.now();
    bar.start(Math.round(seconds), 0, stateOf(this.what, record));
    this.timer = setInterval(() => {
      const done = (performance.now() - startedAt) / 1000;
      bar.update(Math.min(Math.round(seconds), Math.floor(done)), stateOf(this.what, record));
    }, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.bar?.stop();
  }
}

function stateOf(what: string, record: LoadRecord): Readonly<Record<string, string | number>> {
  // The last one is not over.
  const last: LoadSecond | undefined = record.seconds.at(-2);
  const ms = (percentile: number): string => (last && msOf(last.micros, percentile)?.toFixed(1)) ?? '-';
  return { what, rate: last?.due ?? 0, p50: ms(50), p99: ms(99), failures: record.failuresCount };
}
