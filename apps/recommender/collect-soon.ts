/** What V8 lets come up outside of its heap before it begins to mark, and some more. */
const NOTICED_BYTES = 80 * 1024 * 1024;

/**
 * Has the garbage collector look soon, a little at a time, as it does by itself. Tables lie in shared memory, which V8 does not count:
 * without a word it may keep a version that nobody uses for minutes. What it does count is this, which is never touched and so takes
 * no memory.
 * @returns the bytes that it was told of.
 */
export function collectSoon(): number {
  return new ArrayBuffer(NOTICED_BYTES).byteLength;
}
