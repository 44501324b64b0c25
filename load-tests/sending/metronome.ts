import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const END = -1n;

/**
 * Wakes at a moment, to about a tenth of a millisecond. A timer is a millisecond late, and going round the event loop until the moment
 * comes takes a whole core from what is measured where that is on the same machine; a thread that sleeps does neither.
 */
export class Metronome {
  private wake: () => void = () => undefined;

  private constructor(
    private readonly worker: Worker,
    /** Shared with the worker: nanoseconds, by the clock that both have. */
    private readonly moment: BigInt64Array,
  ) {
    worker.on('message', () => this.wake());
  }

  static async start(): Promise<Metronome> {
    const moment = new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));
    const file = new URL('metronome-worker.mjs', import.meta.url);
    const worker = new Worker(file, { workerData: { moment: moment.buffer } });
    await once(worker, 'online');
    return new Metronome(worker, moment);
  }

  /**
   * One wait at a time.
   * @param leftMs until then.
   */
  async wait(leftMs: number): Promise<void> {
    const woken = new Promise<void>((resolve) => (this.wake = resolve));
    this.set(process.hrtime.bigint() + BigInt(Math.round(leftMs * 1e6)));
    await woken;
  }

  async stop(): Promise<void> {
    const ended = once(this.worker, 'exit');
    this.set(END);
    await ended;
  }

  private set(moment: bigint): void {
    Atomics.store(this.moment, 0, moment);
    Atomics.notify(this.moment, 0);
  }
}
