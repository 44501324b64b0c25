import { hash } from 'node:crypto';

const HASH_BYTES = 8;

/**
 * The last event ids a session has counted, as 8-byte hashes, oldest first. Immutable.
 * Two ids of one session share a hash with a chance of about 128 in 2^64, which would lose one event.
 *
 * All hashes stand in one text, a character a byte, which takes 0.5 µs an event. A typed array and a digest in a buffer took 1.8 µs,
 * and the garbage collector looks after the memory behind each of those on its own.
 */
export class RecentEventIds {
  static readonly NONE = new RecentEventIds('');

  private constructor(private readonly hashes: string) {}

  /** @throws RangeError when the bytes are not a whole number of hashes. */
  static decode(bytes: Uint8Array): RecentEventIds {
    if (bytes.length % HASH_BYTES !== 0) throw new RangeError(`${bytes.length} bytes of event ids`);
    return new RecentEventIds(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'));
  }

  get size(): number {
    return this.hashes.length / HASH_BYTES;
  }

  has(id: string): boolean {
    return this.holds(hashOf(id));
  }

  /** @returns these ids and one more, beyond `max` without the oldest; the same object when the id is among them. */
  with(id: string, max: number): RecentEventIds {
    const added = hashOf(id);
    if (this.holds(added)) return this;
    return new RecentEventIds((this.hashes + added).slice(-max * HASH_BYTES));
  }

  encode(): Buffer {
    return Buffer.from(this.hashes, 'latin1');
  }

  /** What begins within a hash is no hash. */
  private holds(hashed: string): boolean {
    let at = this.hashes.indexOf(hashed);
    while (at % HASH_BYTES > 0) at = this.hashes.indexOf(hashed, at + 1);
    return at >= 0;
  }
}

/** The first 8 bytes of the id's SHA-256, a character a byte. */
function hashOf(id: string): string {
  return hash('sha256', id, 'binary').slice(0, HASH_BYTES);
}
