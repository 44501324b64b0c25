import { EventEmitter, once } from 'node:events';
import type { Database, RootDatabase } from 'lmdb';
import type { LogTopic } from '#libs/contracts';
import { committed } from '#libs/embedded-environment';
import { appendedMsOf, decodeStored, encodeStored } from './embedded-record.js';
import type { LogRecord, StoredRecord } from './event-log.js';
import { RECORD_OVERHEAD_BYTES } from './log-unavailable.js';

/** What retention would make of a topic's oldest records. */
export interface RetentionLimits {
  /** Records appended before it are due, milliseconds since 1970. */
  readonly appendedBeforeMs: number;
  /** While the topic holds more, its oldest records are due. */
  readonly bytesMax: number;
}

interface StoredShape {
  readonly nextOffset: number;
  readonly bytes: number;
}

const SHAPE = 'shape';
const APPENDED = 'appended';
/** Most bytes of one read, so that 500 large records do not fill the memory. */
const READ_BYTES_MAX = 4 * 1024 * 1024;

/**
 * One topic in LMDB, its only partition: records by offset. Offsets never repeat, also when retention has removed every
 * record, so the next one is kept beside them, in the same transaction. Append times never fall, whatever the clock does,
 * so a time is found by bisection.
 */
export class EmbeddedPartition {
  readonly #records: Database<Buffer, number>;
  readonly #shapes: Database<StoredShape, string>;
  readonly #appended = new EventEmitter();
  #nextOffset: number;
  #oldestOffset: number;
  #bytes: number;
  #lastAppendedMs: number;
  /** Only what would survive a power cut is read: nobody acts on a record that could be taken back. */
  #durableEnd: number;

  constructor(
    root: RootDatabase,
    readonly topic: LogTopic,
  ) {
    this.#records = root.openDB<Buffer, number>(`log-${topic}`, { encoding: 'binary' });
    this.#shapes = root.openDB<StoredShape, string>(`log-${topic}-shape`, { encoding: 'json' });
    this.#appended.setMaxListeners(0);
    const newest = firstOf(this.#records.getRange({ reverse: true, limit: 1 }));
    const shape = this.#shapes.get(SHAPE) ?? { nextOffset: 0, bytes: 0 };
    this.#nextOffset = Math.max(shape.nextOffset, newest === undefined ? 0 : newest.key + 1);
    this.#oldestOffset = firstOf(this.#records.getKeys({ limit: 1 })) ?? this.#nextOffset;
    this.#bytes = shape.bytes;
    this.#lastAppendedMs = newest === undefined ? 0 : appendedMsOf(newest.value);
    this.#durableEnd = this.#nextOffset;
  }

  /** Offset after the last record that may be read. */
  get endOffset(): number {
    return this.#durableEnd;
  }

  get oldestOffset(): number {
    return this.#oldestOffset;
  }

  /** Resolves once the records would survive a power cut. What is appended in one turn of the event loop shares one commit. */
  async append(records: readonly LogRecord[]): Promise<void> {
    if (records.length === 0) return;
    const appendedMs = Math.max(Date.now(), this.#lastAppendedMs);
    this.#lastAppendedMs = appendedMs;
    const writes = new Set<Promise<unknown>>();
    for (const record of records) {
      const stored = encodeStored(record, appendedMs);
      writes.add(this.#records.put(this.#nextOffset++, stored));
      this.#bytes += stored.length + RECORD_OVERHEAD_BYTES;
    }
    const end = this.#nextOffset;
    writes.add(this.#putShape());
    await committed(writes);
    this.#durableEnd = Math.max(this.#durableEnd, end);
    this.wakeReaders();
  }

  /** @returns up to `limit` records from an offset on, fewer when they are large; none at the end of the log. */
  read(fromOffset: number, limit: number): StoredRecord[] {
    const batch: StoredRecord[] = [];
    let bytes = 0;
    const range = { start: fromOffset, end: this.#durableEnd, limit };
    for (const { key, value } of this.#records.getRange(range)) {
      batch.push(decodeStored(key, value));
      bytes += value.length;
      if (bytes > READ_BYTES_MAX) break;
    }
    return batch;
  }

  /** Resolves at the next append, or when somebody was rewound. Rejects with an AbortError. */
  async nextAppend(signal: AbortSignal): Promise<void> {
    await once(this.#appended, APPENDED, { signal });
  }

  /** Has everybody who waits for an append look again. */
  wakeReaders(): void {
    this.#appended.emit(APPENDED);
  }

  /** @returns the offset of the first record appended at or after a time, the end where there is none. */
  offsetAt(fromMs: number): number {
    let low = this.#oldestOffset;
    let high = this.#durableEnd;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const found = firstOf(this.#records.getRange({ start: middle, end: high, limit: 1 }));
      if (found === undefined || appendedMsOf(found.value) >= fromMs) high = middle;
      else low = found.key + 1;
    }
    return low;
  }

  /**
   * Removes the oldest records that are due, at most `limit` of them, so that appends are not kept waiting.
   * @returns how many went.
   */
  async trim(due: RetentionLimits, limit: number): Promise<number> {
    const writes = new Set<Promise<unknown>>();
    let removed = 0;
    for (const { key, value } of this.#records.getRange({ end: this.#durableEnd, limit })) {
      if (appendedMsOf(value) >= due.appendedBeforeMs && this.#bytes <= due.bytesMax) break;
      writes.add(this.#records.remove(key));
      this.#bytes -= value.length + RECORD_OVERHEAD_BYTES;
      this.#oldestOffset = key + 1;
      removed += 1;
    }
    if (removed > 0) await committed(writes.add(this.#putShape()));
    return removed;
  }

  #putShape(): Promise<boolean> {
    return this.#shapes.put(SHAPE, { nextOffset: this.#nextOffset, bytes: this.#bytes });
  }
}

function firstOf<T>(range: Iterable<T>): T | undefined {
  for (const entry of range) return entry;
  return undefined;
}
