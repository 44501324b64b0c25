import { LIMITS } from '#libs/contracts';
import { arbitraryStream, at, codeThrownBy, eventRecord, folded, positioned, stateOf } from '#libs/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSession, decodeVector, encodeSession, encodeSpanPrefix, spanPrefixOf } from './encoding.js';

const UNREADABLE = 'FRESHET_STATE_UNREADABLE';

describe('an encoded session', () => {
  it('decodes to the state it was encoded from', () => {
    fc.assert(
      fc.property(arbitraryStream, (stream) => {
        const state = folded(stream);
        expect(decodeSession(encodeSession(state))).toEqual(state);
      }),
    );
  });

  it('is the same bytes after being decoded and encoded again', () => {
    fc.assert(
      fc.property(arbitraryStream, (stream) => {
        const encoded = encodeSession(folded(stream));
        expect(encodeSession(decodeSession(encoded))).toEqual(encoded);
      }),
    );
  });

  it('reads from a buffer that begins at any address, as drivers hand them over', () => {
    const state = stateOf(eventRecord(), eventRecord());
    const { vector, recentIds } = encodeSession(state);
    const shifted = (bytes: Buffer): Buffer => Buffer.concat([Buffer.of(0xff), bytes]).subarray(1);
    expect(decodeSession({ vector: shifted(vector), recentIds: shifted(recentIds) })).toEqual(state);
  });

  it('stays under its limit however long the session is and however long its items are', () => {
    const events = Array.from({ length: 500 }, (_, n) =>
      eventRecord({
        type: 'watch',
        // Two bytes a character, so that bytes and not characters reach the limit.
        item: String(n).padStart(3, '0') + 'é'.repeat((LIMITS.itemBytesMax - 3) >> 1),
        progress: 1 / (n + 3),
        ts: LIMITS.timestampMsMax - n,
      }),
    );
    const state = folded(positioned(events, Number.MAX_SAFE_INTEGER - 1000));
    const { vector, recentIds } = encodeSession(state);
    expect(state.interactions).toHaveLength(LIMITS.sessionInteractionsMax);
    expect(recentIds).toHaveLength(8 * LIMITS.recentEventIdsMax);
    expect(vector.length + recentIds.length).toBeLessThanOrEqual(LIMITS.sessionStateBytesMax);
  });

  it('holds offsets up to the largest whole number there is', () => {
    const position = at(Number.MAX_SAFE_INTEGER, { epoch: 3, partition: 4_000_000_000 });
    const state = { ...stateOf(eventRecord()), position };
    expect(decodeSession(encodeSession(state)).position).toEqual(position);
  });
});

describe('the leading bytes of a vector', () => {
  it('are those of its span, whatever else it holds', () => {
    fc.assert(
      fc.property(arbitraryStream, (stream) => {
        const state = folded(stream);
        expect(spanPrefixOf(encodeSession(state).vector)).toEqual(encodeSpanPrefix(state));
      }),
    );
  });

  it('tell a state from one that was begun later and reached the same position', () => {
    const stream = positioned([eventRecord(), eventRecord(), eventRecord()]);
    const whole = folded(stream);
    const half = folded(stream.slice(1));
    expect(half.position).toEqual(whole.position);
    expect(encodeSpanPrefix(half)).not.toEqual(encodeSpanPrefix(whole));
  });
});

describe('decoding', () => {
  const encoded = encodeSession(stateOf(eventRecord({ type: 'watch', progress: 0.5 }), eventRecord()));

  it('refuses a version it does not know', () => {
    for (const version of [0, 2, 255]) {
      const vector = Buffer.concat([Buffer.of(version), encoded.vector.subarray(1)]);
      expect(codeThrownBy(() => decodeVector(vector))).toBe(UNREADABLE);
    }
  });

  it('refuses a vector that was cut at any byte', () => {
    for (let length = 0; length < encoded.vector.length; length += 1) {
      const vector = encoded.vector.subarray(0, length);
      expect(
        codeThrownBy(() => decodeVector(vector)),
        `cut to ${length} bytes`,
      ).toBe(UNREADABLE);
    }
  });

  it('refuses bytes that go on after the vector', () => {
    const vector = Buffer.concat([encoded.vector, Buffer.of(0)]);
    expect(codeThrownBy(() => decodeVector(vector))).toBe(UNREADABLE);
  });

  it('throws nothing but its own error for bytes of any kind', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const vector = Buffer.concat([Buffer.of(1), bytes]);
        expect(codeThrownBy(() => decodeVector(vector))).toBe(UNREADABLE);
      }),
    );
  });

  it('refuses a vector whose fields are of another kind', () => {
    const vector = Buffer.from(encoded.vector);
    // The header of the first binary, turned into that of a string of the same length.
    vector[2] = 0xd9;
    expect(codeThrownBy(() => decodeVector(vector))).toBe(UNREADABLE);
  });

  it('refuses event ids that were cut', () => {
    const recentIds = encoded.recentIds.subarray(0, 11);
    expect(codeThrownBy(() => decodeSession({ ...encoded, recentIds }))).toBe(UNREADABLE);
  });
});
