import { createHash } from 'node:crypto';

const REVISION_DIGITS = 4;

/**
 * Names a state of the experiments file in answers and slate records.
 * @returns the first hex digits of the text's SHA-256; `e3b0` for an empty or missing file.
 */
export function revisionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, REVISION_DIGITS);
}
