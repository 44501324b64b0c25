import { vi } from 'vitest';
import type { LogTopic } from '#libs/contracts';
import type {
  Assignment,
  ConsumeOptions,
  Consumption,
  EventLog,
  LogRecord,
  PartitionRef,
  RecordBatch,
} from '#libs/event-log';

/** One record as a reader was handed it. */
export interface ReadRecord {
  readonly topic: LogTopic;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly text: string;
}

/** A member of a group that writes down what it is handed. */
export interface LogReader {
  readonly consumption: Consumption;
  readonly batches: readonly RecordBatch[];
  readonly assignments: readonly Assignment[];
  readonly records: ReadRecord[];
  /** Values handed over so far, as text, redelivered ones as often as they came. */
  readonly texts: string[];
  /** Waits until so many records were handed over. */
  hasRead(count: number): Promise<void>;
}

interface ReaderOptions extends Partial<ConsumeOptions> {
  readonly group: string;
}

/** Starts reading the events topic, or others. A `handle` is called after the batch was written down. */
export async function startReader(log: EventLog, options: ReaderOptions): Promise<LogReader> {
  const batches: RecordBatch[] = [];
  const assignments: Assignment[] = [];
  const consumption = await log.consume({
    topics: ['events'],
    ...options,
    async assigned(given, member) {
      assignments.push(...given);
      await options.assigned?.(given, member);
    },
    async handle(batch, member) {
      batches.push(batch);
      await options.handle?.(batch, member);
    },
  });
  const reader: LogReader = {
    consumption,
    batches,
    assignments,
    get records() {
      return batches.flatMap(recordsOf);
    },
    get texts() {
      return reader.records.map(({ text }) => text);
    },
    hasRead: (count) => eventually(() => reader.records.length >= count, `${count} records were read`),
  };
  return reader;
}

/** Waits for a condition; long enough for a group to be rebalanced after a member's death. */
export async function eventually(condition: () => boolean, what: string): Promise<void> {
  await vi.waitFor(
    () => {
      if (!condition()) throw new Error(`Waited in vain until ${what}.`);
    },
    { timeout: 18_000, interval: 5 },
  );
}

/** @returns records with these texts, all of one key. */
export function logRecords(texts: readonly string[], key = 'demo:session-1'): LogRecord[] {
  return texts.map((text) => ({ key, value: Buffer.from(text) }));
}

/** @returns `count` texts, each with its number. */
export function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index}`);
}

/** @returns a moment after everything appended so far and before everything appended from now on. */
export async function momentBetween(): Promise<number> {
  const before = Date.now();
  await vi.waitUntil(() => Date.now() > before, { interval: 1 });
  const moment = Date.now();
  await vi.waitUntil(() => Date.now() > moment, { interval: 1 });
  return moment;
}

function recordsOf({ topic, partition, records }: RecordBatch): ReadRecord[] {
  return records.map(({ offset, key, value }) => ({ topic, partition, offset, key, text: value.toString() }));
}

/** @returns the texts of one key, in the order in which they were handed over. */
export function textsOf(records: readonly ReadRecord[], key: string): string[] {
  return records.filter((record) => record.key === key).map(({ text }) => text);
}

/** @returns the partition that a text was read from. */
export function partitionOf(records: readonly ReadRecord[], text: string): PartitionRef {
  const record = records.find((read) => read.text === text);
  if (record === undefined) throw new Error(`${text} was not read`);
  return record;
}

/** A handler that keeps every batch in hand until it is opened. */
export function openHand(): { handle: () => Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { handle: () => opened, open };
}
