import type { LogTopic } from '#libs/contracts';
import type { LogRecord } from './event-log.js';
import { logUnavailable, orAborted, throwIfAborted } from './log-unavailable.js';

/** Records on their way, in the order of their appends. */
export interface OutgoingRecords {
  readonly topic: LogTopic;
  readonly records: readonly LogRecord[];
}

export interface MicroBatcherOptions {
  /** How long the first record of a batch waits for company, milliseconds; none wait while a batch is on its way. */
  readonly lingerMs: number;
  /** A batch is sent without waiting once it holds so many records, and never holds many more. */
  readonly batchRecordsMax: number;
  /** Bytes of one batch: as all of it may go to one partition, no more than the broker takes in one piece. */
  readonly batchBytesMax: number;
  /** Bytes that may wait or be on their way before appends are refused. */
  readonly queueBytesMax: number;
  readonly sizeOf: (record: LogRecord) => number;
  readonly send: (batch: readonly OutgoingRecords[]) => Promise<void>;
}

/** A part of one append, small enough for any batch. */
interface Piece extends OutgoingRecords {
  readonly bytes: number;
  /** All pieces of its append, itself included. */
  readonly siblings: readonly Piece[];
  readonly settled: PromiseWithResolvers<void>;
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Gathers appends into batches, one on its way at a time: what arrives meanwhile makes up the next one. So a lone append
 * is quick, many share a request, and order is kept without asking anybody.
 */
export class MicroBatcher {
  readonly #waiting = new Set<Piece>();
  #waitingRecords = 0;
  /** Bytes waiting or on their way. */
  #queuedBytes = 0;
  #lingering: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #onTheirWay: readonly Piece[] = [];

  constructor(private readonly options: MicroBatcherOptions) {}

  /** Resolves once all of the records were sent; rejects as soon as one batch of them was not. */
  async append(topic: LogTopic, records: readonly LogRecord[], signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    const pieces = this.#cut(topic, records);
    const bytes = pieces.reduce((sum, piece) => sum + piece.bytes, 0);
    if (this.#queuedBytes + bytes > this.options.queueBytesMax) {
      throw logUnavailable(`${this.#queuedBytes} bytes are waiting for the brokers already`);
    }
    this.#queuedBytes += bytes;
    for (const piece of pieces) this.#waiting.add(piece);
    this.#waitingRecords += records.length;
    this.#schedule();
    try {
      await orAborted(Promise.all(pieces.map(({ settled }) => settled.promise)), signal);
    } catch (thrown) {
      this.#withdraw(pieces);
      throw thrown;
    }
  }

  /** Sends what is waiting without lingering, and waits for it. */
  async drain(): Promise<void> {
    while (this.#waiting.size > 0 || this.#sending !== undefined) {
      if (this.#sending === undefined) this.#flush();
      await this.#sending;
    }
  }

  /** Rejects everything that waits or is on its way. */
  abandon(reason: Error): void {
    for (const { settled } of [...this.#onTheirWay, ...this.#waiting]) settled.reject(reason);
  }

  #schedule(): void {
    if (this.#sending !== undefined) return;
    if (this.#waitingRecords >= this.options.batchRecordsMax) this.#flush();
    else this.#lingering ??= setTimeout(() => this.#flush(), this.options.lingerMs);
  }

  #flush(): void {
    clearTimeout(this.#lingering);
    this.#lingering = undefined;
    const batch = this.#takeBatch();
    if (batch.length === 0) return;
    this.#sending = this.#send(batch).finally(() => {
      this.#sending = undefined;
      if (this.#waiting.size > 0) this.#flush();
    });
  }

  async #send(batch: readonly Piece[]): Promise<void> {
    this.#onTheirWay = batch;
    try {
      await this.options.send(batch);
      for (const { settled } of batch) settled.resolve();
    } catch (thrown) {
      for (const { settled, siblings } of batch) {
        // Before the next batch is put together: the rest of a failed append is not sent.
        this.#withdraw(siblings);
        settled.reject(thrown);
      }
    } finally {
      for (const { bytes } of batch) this.#queuedBytes -= bytes;
    }
  }

  #takeBatch(): Piece[] {
    const { batchRecordsMax, batchBytesMax } = this.options;
    const batch: Piece[] = [];
    let records = 0;
    let bytes = 0;
    for (const piece of this.#waiting) {
      records += piece.records.length;
      bytes += piece.bytes;
      if (batch.length > 0 && (records > batchRecordsMax || bytes > batchBytesMax)) break;
      batch.push(piece);
      this.#waiting.delete(piece);
      this.#waitingRecords -= piece.records.length;
    }
    return batch;
  }

  /** Drops what of an append is still waiting: it was given up, or an earlier piece of it failed. */
  #withdraw(pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      if (!this.#waiting.delete(piece)) continue;
      this.#queuedBytes -= piece.bytes;
      this.#waitingRecords -= piece.records.length;
    }
  }

  #cut(topic: LogTopic, records: readonly LogRecord[]): Piece[] {
    const { batchRecordsMax, batchBytesMax } = this.options;
    const pieces: Piece[] = [];
    let piece: LogRecord[] = [];
    let bytes = 0;
    const finish = (): void => {
      if (piece.length > 0)
        pieces.push({ topic, records: piece, bytes, siblings: pieces, settled: withResolvers() });
      [piece, bytes] = [[], 0];
    };
    for (const record of records) {
      const size = this.options.sizeOf(record);
      if (piece.length >= batchRecordsMax || bytes + size > batchBytesMax) finish();
      piece.push(record);
      bytes += size;
    }
    finish();
    return pieces;
  }
}

/** Promise.withResolvers, which Node 20 has not. */
function withResolvers(): PromiseWithResolvers<void> {
  let resolve: () => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  // A piece that is withdrawn while on its way may fail with nobody waiting.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
