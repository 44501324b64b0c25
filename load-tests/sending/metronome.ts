import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Moments that the worker may be told ahead. */
export const MOMENTS_AHEAD_MAX = 16;
/** So many are kept that a worker which was kept from running misses none that is to come. */
const RING = 4 * MOMENTS_AHEAD_MAX;
const END = -1;

/**
 * Tells when moments have come, to about a tenth of a millisecond. A timer is a millisecond late, and going round the event loop until the moment
 * comes takes a whole core from what is measured where that is on the same machine; a thread that sleeps does neither. It is told some
 * moments ahead: waking it for each one costs as much as the request that is sent then.
 */
export class Metronome {
  private added = 0;

  private constructor(
    private readonly worker: Worker,
    /** Shared with the worker: nanoseconds, by the clock that both have. */
    private readonly moments: BigInt64Array,
    /** Shared with the worker: how many moments were added. */
    private readonly counts: Int32Array,
  ) {}

  static async start(): Promise<Metronome> {
    const moments = new BigInt64Array(new SharedArrayBuffer(RING * BigInt64Array.BYTES_PER_ELEMENT));
    const counts = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const file = new URL('metronome-worker.mjs', import.meta.url);
    const worker = new Worker(file, { workerData: { moments: moments.buffer, counts: counts.buffer } });
    await once(worker, 'online');
    return new Metronome(worker, moments, counts);
  }

  /** @param told whenever at least one moment has come since. */
  onMoment(told: () => void): void {
    this.worker.on('message', told);
  }

  /** @param leftMs until each of some moments, in order of time; at most 16 may be still to come. */
  add(leftMs: readonly number[]): void {
    for (const left of leftMs) {
      // Never too early: who is told must find that it has come.
      const moment = process.hrtime.bigint() + BigInt(Math.ceil(left * 1e6));
      Atomics.store(this.moments, this.added++ % RING, moment);
    }
    this.tell(this.added);
  }

  async stop(): Promise<void> {
    const ended = once(this.worker, 'exit');
    this.tell(END);
    await ended;
  }

  private tell(count: number): void {
    Atomics.store(this.counts, 0, count);
    Atomics.notify(this.counts, 0);
  }
}
