import { safely } from './guest.js';
import { hexOf } from './hex.js';

/** @returns 128 random bits in 32 hexadecimal digits; from a weaker source where a page has broken the good one. */
export const randomId = (): string => {
  const bytes = Uint8Array.from(Array(16), () => Math.random() * 256);
  safely(() => crypto.getRandomValues(bytes));
  return hexOf(bytes);
};
