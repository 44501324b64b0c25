/** The part of fs-native-extensions used here; the package ships no types. */
declare module 'fs-native-extensions' {
  /** @returns whether the exclusive lock was granted: false while another file descriptor holds it, in any process. */
  export function tryLock(fd: number): boolean;
  export function unlock(fd: number): void;
}
