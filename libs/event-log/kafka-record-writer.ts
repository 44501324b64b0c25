import { createRequire } from 'node:module';

/** A record as kafkajs hands it over to be written. */
interface KafkaRecord {
  readonly offsetDelta?: number;
  readonly timestampDelta?: number;
  readonly key?: Buffer | string | null;
  readonly value?: Buffer | string | null;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** What kafkajs goes on with: it copies `buffer`, and looks whether `buf` is one. */
interface WrittenRecord {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

export type RecordWriter = (record: KafkaRecord) => WrittenRecord;

const WRITER = 'kafkajs/src/protocol/recordBatch/record/v0/index.js';
/** Zigzag doubles a number, and shifts work on 32 bits. */
const DELTA_MAX = 2 ** 30;
const NOTHING = Buffer.alloc(0);

const require = createRequire(import.meta.url);
let replaced = false;

/**
 * kafkajs 2.2.4 writes each record into a zeroed buffer of 512 bytes, and again into one of 1,024 where that is too small, by calls of a few bytes
 * each. Here a record is measured and then written once: 620 bytes take 14 µs of CPU with all of their request instead of 26, 430 bytes 13 instead
 * of 20, in one slow hour (docs/decisions/kafka-client.md). To be called before the first producer sends: kafkajs loads its writers then.
 */
export function writeRecordsAtOnce(): void {
  if (replaced) return;
  replaced = true;
  const original = require(WRITER) as RecordWriter;
  const module = require.cache[require.resolve(WRITER)];
  if (module) module.exports = recordWriter(original);
}

/** @returns what writes the same bytes as `original`, which is left what this service never sends: headers, and times far apart. */
export function recordWriter(original: RecordWriter): RecordWriter {
  return (record) => {
    const { offsetDelta = 0, timestampDelta = 0, headers } = record;
    if (headers !== undefined || !isSmall(offsetDelta) || !isSmall(timestampDelta)) return original(record);
    const buffer = written(timestampDelta, offsetDelta, bytesOf(record.key), bytesOf(record.value));
    return { buf: buffer, buffer };
  };
}

function isSmall(delta: number): boolean {
  return Number.isInteger(delta) && Math.abs(delta) < DELTA_MAX;
}

function bytesOf(content: Buffer | string | null | undefined): Buffer | null {
  if (content == null) return null;
  return typeof content === 'string' ? Buffer.from(content) : content;
}

/** Kafka's record of magic 2: length, attributes, both deltas, key, value, number of headers; see KIP-98. */
function written(
  timestampDelta: number,
  offsetDelta: number,
  key: Buffer | null,
  value: Buffer | null,
): Buffer {
  const length = 1 + sizeOf(timestampDelta) + sizeOf(offsetDelta) + sizeOfBytes(key) + sizeOfBytes(value) + 1;
  const buffer = Buffer.allocUnsafe(sizeOf(length) + length);
  let at = writeNumber(buffer, 0, length);
  buffer[at++] = 0;
  at = writeNumber(buffer, at, timestampDelta);
  at = writeNumber(buffer, at, offsetDelta);
  at = writeBytes(buffer, at, key);
  at = writeBytes(buffer, at, value);
  buffer[at] = 0;
  return buffer;
}

/** Small numbers of either sign become small ones without: 0, -1, 1, -2 … are 0, 1, 2, 3 … */
function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0;
}

/** @returns bytes that a number takes, seven bits in each. */
function sizeOf(value: number): number {
  let [bytes, rest] = [1, zigzag(value) >>> 7];
  for (; rest > 0; rest >>>= 7) bytes++;
  return bytes;
}

function writeNumber(buffer: Buffer, at: number, value: number): number {
  let rest = zigzag(value);
  for (; rest > 127; rest >>>= 7) buffer[at++] = (rest & 127) | 128;
  buffer[at++] = rest;
  return at;
}

function sizeOfBytes(content: Buffer | null): number {
  return sizeOf(content?.length ?? -1) + (content ?? NOTHING).length;
}

/** -1 for a length says that there is none. */
function writeBytes(buffer: Buffer, at: number, content: Buffer | null): number {
  const from = writeNumber(buffer, at, content?.length ?? -1);
  buffer.set(content ?? NOTHING, from);
  return from + (content ?? NOTHING).length;
}
