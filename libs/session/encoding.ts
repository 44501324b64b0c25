import { EVENT_TYPES, FreshetError, INTERACTION_TYPES, type EventType } from '#libs/contracts';
import { Packr } from 'msgpackr';
import type { LogPosition } from './log-position.js';
import { RecentEventIds } from './recent-event-ids.js';
import {
  NO_COUNTS,
  type EventCounts,
  type Interaction,
  type SessionState,
  type SessionVector,
} from './session-state.js';

/** First byte of every encoded vector; a reader refuses one it does not know. */
const VERSION = 1;
const POSITION_BYTES = 20;
const HALF = 2 ** 32;
/** msgpack's headers of the outer array of 7 and of a 20-byte binary. */
const ARRAY_HEADER = Buffer.of(0x97);
const POSITION_HEADER = Buffer.of(0xc4, POSITION_BYTES);
/** Version, position and begin stand at a fixed place, so stores compare them without decoding. */
const PREFIX_BYTES = 1 + ARRAY_HEADER.length + 2 * (POSITION_HEADER.length + POSITION_BYTES);

// Plain msgpack, readable by any other implementation: msgpackr's own record extension is off.
const packr = new Packr({ useRecords: false });

/** [item, index into INTERACTION_TYPES, progress, seconds since 1970] */
type PackedInteraction = [string, number, number, number];
/** [position, begin, startedAtSeconds, lastAtSeconds, receivedAtMs, counts in the order of EVENT_TYPES, interactions] */
type PackedVector = [Buffer, Buffer, number, number, number, number[], PackedInteraction[]];

/** A session as its store keeps it: two values, so that reads stay small. */
export interface EncodedSession {
  /** Version byte, then msgpack. */
  readonly vector: Buffer;
  /** 8 bytes an event id, oldest first. */
  readonly recentIds: Buffer;
}

export function encodeSession(state: SessionState): EncodedSession {
  const packed: PackedVector = [
    encodePosition(state.position),
    encodePosition(state.begin),
    state.startedAtSeconds,
    state.lastAtSeconds,
    state.receivedAtMs,
    EVENT_TYPES.map((type) => state.counts[type]),
    state.interactions.map((i) => [i.item, INTERACTION_TYPES.indexOf(i.type), i.progress, i.atSeconds]),
  ];
  return {
    vector: Buffer.concat([Buffer.of(VERSION), packr.pack(packed)]),
    recentIds: state.recentIds.encode(),
  };
}

/** What tells two states of one session apart: a fold from the same begin to the same position is the same state. */
export type SessionSpan = Pick<SessionVector, 'begin' | 'position'>;

/** The leading bytes of an encoded vector: equal exactly when version and span are. */
export function spanPrefixOf(vector: Uint8Array): Buffer {
  return Buffer.from(vector.subarray(0, PREFIX_BYTES));
}

/** @returns the prefix that a state of this span is encoded with. */
export function encodeSpanPrefix({ begin, position }: SessionSpan): Buffer {
  return Buffer.concat([
    Buffer.of(VERSION),
    ARRAY_HEADER,
    POSITION_HEADER,
    encodePosition(position),
    POSITION_HEADER,
    encodePosition(begin),
  ]);
}

/** @throws FreshetError FRESHET_STATE_UNREADABLE */
export function decodeVector(bytes: Buffer): SessionVector {
  if (bytes[0] !== VERSION) throw unreadable(`its version is ${bytes[0] ?? 'missing'}, not ${VERSION}`);
  try {
    const packed = packr.unpack(bytes.subarray(1)) as PackedVector;
    const [position, begin, startedAtSeconds, lastAtSeconds, receivedAtMs, counts, interactions] = packed;
    return {
      begin: decodePosition(begin),
      position: decodePosition(position),
      interactions: interactions.map(decodeInteraction),
      counts: decodeCounts(counts),
      startedAtSeconds,
      lastAtSeconds,
      receivedAtMs,
    };
  } catch (cause) {
    throw unreadable('it is not what this version writes', cause);
  }
}

/** @throws FreshetError FRESHET_STATE_UNREADABLE */
export function decodeSession({ vector, recentIds }: EncodedSession): SessionState {
  if (recentIds.length % 8 !== 0) throw unreadable('its event ids are cut short');
  return { ...decodeVector(vector), recentIds: RecentEventIds.decode(recentIds) };
}

function decodeCounts(packed: readonly number[]): EventCounts {
  // A copy of one shape: with an object put together by name a vector took 2.5 µs to decode, so it takes 1.7.
  const counts: Record<EventType, number> = { ...NO_COUNTS };
  EVENT_TYPES.forEach((type, at) => (counts[type] = packed[at] ?? 0));
  return counts;
}

function decodeInteraction([item, type, progress, atSeconds]: PackedInteraction): Interaction {
  const name = INTERACTION_TYPES[type];
  if (name === undefined) throw new RangeError(`interaction type ${type}`);
  return { item, type: name, progress, atSeconds };
}

function encodePosition({ epoch, partition, offset }: LogPosition): Buffer {
  const bytes = Buffer.allocUnsafe(POSITION_BYTES);
  writeWhole(bytes, epoch, 0);
  bytes.writeUInt32BE(partition, 8);
  writeWhole(bytes, offset, 12);
  return bytes;
}

function decodePosition(bytes: Buffer): LogPosition {
  return {
    epoch: readWhole(bytes, 0),
    partition: bytes.readUInt32BE(8),
    offset: readWhole(bytes, 12),
  };
}

/** 8 bytes of a whole number below 2^53 as two halves: by way of BigInt a prefix took 0.7 µs, so it takes 0.5. */
function writeWhole(bytes: Buffer, value: number, at: number): void {
  bytes.writeUInt32BE(Math.floor(value / HALF), at);
  bytes.writeUInt32BE(value % HALF, at + 4);
}

function readWhole(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) * HALF + bytes.readUInt32BE(at + 4);
}

function unreadable(reason: string, cause?: unknown): FreshetError {
  return new FreshetError('FRESHET_STATE_UNREADABLE', `A session state can't be read: ${reason}.`, { cause });
}
