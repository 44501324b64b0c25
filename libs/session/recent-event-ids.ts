import { hash } from 'node:crypto';

const HASH_BYTES = 8;

/**
 * The last event ids a session has counted, as 8-byte hashes, oldest first. Immutable.
 * Two ids of one session share a hash with a chance of about 128 in 2^64, which would lose one event.
 */
export class RecentEventIds {
  static readonly NONE = new RecentEventIds(new BigUint64Array());

  private constructor(private readonly hashes: BigUint64Array) {}

  /** @throws RangeError when the bytes are not a whole number of hashes. */
  static decode(bytes: Uint8Array): RecentEventIds {
    // A copy, because a driver's buffer is rarely aligned to 8 bytes.
    return new RecentEventIds(new BigUint64Array(Uint8Array.from(bytes).buffer));
  }

  get size(): number {
    return this.hashes.length;
  }

  has(id: string): boolean {
    return this.hashes.includes(hashOf(id));
  }

  /** @returns these ids and one more, beyond `max` without the oldest; the same object when the id is among them. */
  with(id: string, max: number): RecentEventIds {
    const added = hashOf(id);
    if (this.hashes.includes(added)) return this;
    const kept = this.hashes.subarray(Math.max(0, this.hashes.length + 1 - max));
    const next = new BigUint64Array(kept.length + 1);
    next.set(kept);
    next[kept.length] = added;
    return new RecentEventIds(next);
  }

  encode(): Buffer {
    return Buffer.from(this.hashes.buffer, this.hashes.byteOffset, this.hashes.length * HASH_BYTES);
  }
}

/** The first 8 bytes of the id's SHA-256. */
function hashOf(id: string): bigint {
  return hash('sha256', id, 'buffer').readBigUInt64LE();
}
