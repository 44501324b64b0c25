import { safely } from './guest.js';

/** @returns 128 random bits in 32 hexadecimal digits; from a weaker source where a page has broken the good one. */
export function randomId(): string {
  const bytes = Array.from(
    safely(() => crypto.getRandomValues(new Uint8Array(16))) ?? Array(16),
    (byte?: number) => byte ?? Math.floor(Math.random() * 256),
  );
  return bytes.map((byte) => (byte + 256).toString(16).slice(1)).join('');
}
