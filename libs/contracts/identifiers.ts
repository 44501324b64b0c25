import { LIMITS } from './limits.js';

export const SITE_PATTERN = /^[a-z0-9][a-z0-9-]{0,31}$/;
/** Session, visitor, user, slate and event ids. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{8,64}$/;
/** Any control character: C0, DEL and C1. */
// eslint-disable-next-line no-control-regex -- finding them is what it is for
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f]/;
/** Half of a surrogate pair has no UTF-8. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** @returns whether the text may name an item: 1 to 256 bytes of UTF-8 without control characters. */
export function isItem(text: unknown): text is string {
  return (
    typeof text === 'string' &&
    text.length > 0 &&
    // A UTF-16 unit is at least one byte of UTF-8, so most texts need no counting.
    text.length <= LIMITS.itemBytesMax &&
    Buffer.byteLength(text) <= LIMITS.itemBytesMax &&
    isPrintable(text)
  );
}

/** @returns whether the text is well-formed Unicode without control characters. */
export function isPrintable(text: string): boolean {
  return !CONTROL_CHARACTERS.test(text) && !LONE_SURROGATE.test(text);
}

export function isSite(text: unknown): text is string {
  return typeof text === 'string' && SITE_PATTERN.test(text);
}

export function isId(text: unknown): text is string {
  return typeof text === 'string' && ID_PATTERN.test(text);
}
