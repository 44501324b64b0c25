import type { SessionLogRecord } from '#libs/contracts';
import { decode } from '@msgpack/msgpack';
import { folded, type PositionedRecord } from '#libs/testing';
import { describe, expect, it } from 'vitest';
import { decodeVector, encodeSession } from './encoding.js';
import golden from './golden-sessions.json' with { type: 'json' };
import type { LogPosition } from './log-position.js';

/** As written in the encoding: 8 bytes epoch, 4 bytes partition, 8 bytes offset, big-endian. */
function positionBytes({ epoch, partition, offset }: LogPosition): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(20));
  bytes.setBigUint64(0, BigInt(epoch));
  bytes.setUint32(8, partition);
  bytes.setBigUint64(12, BigInt(offset));
  return new Uint8Array(bytes.buffer);
}

/** The cases are for every implementation: what a stream folds to, and the bytes that a store then holds. */
describe.each(golden)('golden session: $name', ({ stream, vector, bytes }) => {
  const state = folded(
    stream.map(({ position, record }): PositionedRecord => ({
      position,
      record: record as SessionLogRecord,
    })),
  );

  it('folds to the vector', () => {
    const { recentIds, ...folded } = state;
    expect(folded).toEqual(vector);
    expect(recentIds.size).toBe(bytes.recentIds.length / 16);
  });

  it('is encoded to the bytes, and they decode to it', () => {
    const encoded = encodeSession(state);
    expect(encoded.vector.toString('hex')).toBe(bytes.vector);
    expect(encoded.recentIds.toString('hex')).toBe(bytes.recentIds);
    expect(decodeVector(Buffer.from(bytes.vector, 'hex'))).toEqual(vector);
  });

  it('is plain msgpack behind its version byte, for a reader that knows no extension', () => {
    const stored = Buffer.from(bytes.vector, 'hex');
    expect(stored[0]).toBe(1);
    const types = ['view', 'watch', 'cart', 'purchase'];
    expect(decode(Uint8Array.from(stored.subarray(1)))).toEqual([
      positionBytes(vector.position),
      positionBytes(vector.begin),
      vector.startedAtSeconds,
      vector.lastAtSeconds,
      vector.receivedAtMs,
      Object.values(vector.counts),
      vector.interactions.map((i) => [i.item, types.indexOf(i.type), i.progress, i.atSeconds]),
    ]);
  });
});
