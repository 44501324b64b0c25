import type { Worker } from 'node:worker_threads';

/** By then this thread has let its own hold go: what the collector found dead is swept before the next collection, if not at once. */
const GRACE_MS = 1000;

const collected = new FinalizationRegistry<SharedMemory>((memory) => memory.letGo());

/**
 * Memory that a thread holds too, until nothing of it is used here any more: whoever lets go last gives it back to the system, and that
 * is to be the thread. Measured with 1.3 GB: else the event loop stands still for 0.2 s.
 */
export class SharedMemory {
  private used = 0;

  constructor(private readonly holder: Worker) {}

  keep(buffers: readonly SharedArrayBuffer[]): void {
    this.used = buffers.length;
    for (const buffer of buffers) collected.register(buffer, this);
  }

  letGo(): void {
    this.used -= 1;
    if (this.used === 0) setTimeout(() => this.holder.postMessage('end'), GRACE_MS).unref();
  }
}
