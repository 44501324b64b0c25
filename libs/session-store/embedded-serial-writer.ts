import { committed } from '#libs/embedded-environment';

/** The promises of a change's puts and removes. */
export type Writes = Set<Promise<unknown>>;

/**
 * One change after the other: each sees what the one before has written, and its own writes, made in one turn of the event
 * loop, share one transaction. Since the environment has one owner, that is all a compare-and-set needs.
 */
export class SerialWriter {
  #last: Promise<unknown> = Promise.resolve();

  /** @returns what the change returns, once its writes are committed. */
  write<T>(change: (writes: Writes) => T): Promise<T> {
    const written = this.#last.then(async () => {
      const writes: Writes = new Set();
      const result = change(writes);
      if (writes.size > 0) await committed(writes);
      return result;
    });
    this.#last = written.catch(() => undefined);
    return written;
  }

  /** Resolves once every change handed over so far is through. */
  async settled(): Promise<void> {
    await this.#last;
  }
}
