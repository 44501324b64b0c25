import type { LogRecord, StoredRecord } from './event-log.js';

/**
 * A record as LMDB holds it under its offset: append time (float64, milliseconds since 1970), length of the key
 * (uint16), key, value. Numbers are big-endian.
 */
const TIME_BYTES = 8;
const HEADER_BYTES = TIME_BYTES + 2;

export function encodeStored(record: LogRecord, appendedMs: number): Buffer {
  const keyBytes = Buffer.byteLength(record.key);
  const stored = Buffer.allocUnsafe(HEADER_BYTES + keyBytes + record.value.length);
  stored.writeDoubleBE(appendedMs, 0);
  stored.writeUInt16BE(keyBytes, TIME_BYTES);
  stored.write(record.key, HEADER_BYTES);
  record.value.copy(stored, HEADER_BYTES + keyBytes);
  return stored;
}

export function decodeStored(offset: number, stored: Buffer): StoredRecord {
  const valueStart = HEADER_BYTES + stored.readUInt16BE(TIME_BYTES);
  return {
    offset,
    key: stored.toString('utf8', HEADER_BYTES, valueStart),
    value: stored.subarray(valueStart),
  };
}

export function appendedMsOf(stored: Buffer): number {
  return stored.readDoubleBE(0);
}
