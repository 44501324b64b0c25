import { createHash } from 'node:crypto';

/**
 * A fair coin that falls the same way again for the same seed: the bits of the seed's SHA-256, which begin anew after 256.
 * @param seed the slate's id, so that a slate can be drafted again from its record.
 */
export function coinOf(seed: string): () => boolean {
  const bytes = createHash('sha256').update(seed).digest();
  let tosses = 0;
  return () => {
    const at = tosses++ % (bytes.length * 8);
    return (((bytes[at >> 3] ?? 0) >> (at & 7)) & 1) === 1;
  };
}
