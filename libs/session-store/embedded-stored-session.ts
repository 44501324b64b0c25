import type { EncodedSession } from '#libs/session';

/** A session as it stands in LMDB: 8 bytes expiry (ms since 1970), 4 bytes length of the vector, vector, event ids; big-endian. */
export interface StoredSession extends EncodedSession {
  readonly expiresAtMs: number;
}

const HEADER_BYTES = 12;

export function packStored(expiresAtMs: number, { vector, recentIds }: EncodedSession): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeDoubleBE(expiresAtMs, 0);
  header.writeUInt32BE(vector.length, 8);
  return Buffer.concat([header, vector, recentIds]);
}

/** @returns views of the bytes. A value too short to be one has an empty vector, which no decoder takes. */
export function unpackStored(bytes: Buffer): StoredSession {
  if (bytes.length < HEADER_BYTES) {
    return { expiresAtMs: Number.POSITIVE_INFINITY, vector: Buffer.alloc(0), recentIds: Buffer.alloc(0) };
  }
  const end = HEADER_BYTES + bytes.readUInt32BE(8);
  return {
    expiresAtMs: bytes.readDoubleBE(0),
    vector: bytes.subarray(HEADER_BYTES, end),
    recentIds: bytes.subarray(end),
  };
}
