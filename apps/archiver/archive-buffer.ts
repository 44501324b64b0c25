export interface ArchiveBufferOptions<T> {
  /** Makes rows durable, all or none as far as the caller is concerned. Never called twice at the same time. */
  readonly write: (rows: readonly T[]) => Promise<void>;
  /** Rows wait at most this long, milliseconds. */
  readonly flushMs: number;
  /** Rows that are written at once, whoever waits. */
  readonly rowsMax: number;
  /** Records on the log that are not committed, those that wait here included. */
  readonly recordsUncommitted: () => number;
  /** With so many more on the log, what is here is written: they come only once this is committed. */
  readonly recordsBehindMax: number;
}

/** A batch is on its way while others of the same fetch arrive: longer than that apart, milliseconds, it was the last. */
const QUIET_MS = 20;
const TICK_MS = 50;

/**
 * Gathers rows of many batches into one write. Whoever adds waits for the write that holds its rows, so a batch is committed
 * after it is durable and not before. When a write fails, all who wait for it are told, and its rows are forgotten.
 */
export class ArchiveBuffer<T> {
  #rows: T[] = [];
  #written = newPromise();
  #firstAtMs = 0;
  #lastAtMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;
  #draining = false;

  constructor(private readonly options: ArchiveBufferOptions<T>) {}

  /** Resolves once the rows are durable. */
  async add(rows: readonly T[]): Promise<void> {
    if (rows.length === 0) return;
    const now = performance.now();
    if (this.#rows.length === 0) this.#firstAtMs = now;
    this.#lastAtMs = now;
    for (const row of rows) this.#rows.push(row);
    const { promise } = this.#written;
    this.#timer ??= setInterval(() => this.#flushWhenDue(), TICK_MS);
    this.#flushWhenDue();
    return promise;
  }

  /** Writes what is here and, from now on, whatever is added, without waiting for more. */
  async drain(): Promise<void> {
    this.#draining = true;
    this.#flush();
    // A write that ends begins the next one in the same turn.
    for (let last; last !== this.#writing;) {
      last = this.#writing;
      await last;
    }
  }

  #flushWhenDue(): void {
    if (this.#isWriting || this.#rows.length === 0) return;
    const { flushMs, rowsMax, recordsUncommitted, recordsBehindMax } = this.options;
    const now = performance.now();
    const isFull = this.#rows.length >= rowsMax;
    const isLate = now - this.#firstAtMs >= flushMs;
    const isQuiet = now - this.#lastAtMs >= QUIET_MS;
    const holdsUp = isQuiet && recordsUncommitted() - this.#rows.length >= recordsBehindMax;
    if (this.#draining || isFull || isLate || holdsUp) this.#flush();
  }

  #flush(): void {
    if (this.#isWriting || this.#rows.length === 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    const [rows, written] = [this.#rows, this.#written];
    this.#rows = [];
    this.#written = newPromise();
    this.#isWriting = true;
    this.#writing = this.options
      .write(rows)
      .then(written.resolve, written.reject)
      .then(() => this.#wrote());
  }

  #wrote(): void {
    this.#isWriting = false;
    if (this.#rows.length > 0) this.#timer ??= setInterval(() => this.#flushWhenDue(), TICK_MS);
    this.#flushWhenDue();
  }
}

interface Deferred {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

function newPromise(): Deferred {
  let resolve: () => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<void>((onWritten, onFailed) => {
    resolve = onWritten;
    reject = onFailed;
  });
  return { promise, resolve, reject };
}
