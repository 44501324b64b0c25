import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { FileEntry } from './manifest.js';
import { EMBEDDING_FILES } from './table-files.js';

/** Files to read and check: plain data, so that it can be handed to a thread. */
export interface ReadingJob {
  readonly folder: string;
  readonly files: Readonly<Record<string, FileEntry>>;
  /** Items of the catalogue. */
  readonly items: number;
  /** Memory for files that are to be read to a place of their own, each as long as its file. */
  readonly places: Readonly<Record<string, SharedBytes>>;
}

/** Memory that threads share: what one has filled, another reads, and nothing is copied. */
export type SharedBytes = Uint8Array<SharedArrayBuffer>;

/** What was read; or why it can't be used. */
export type ReadFiles =
  | { readonly contents: readonly (readonly [file: string, bytes: SharedBytes])[] }
  | { readonly fault: string };

/** Bytes read and hashed at a time: they are still in the processor's cache when they are hashed. */
const PIECE_BYTES = 1024 * 1024;

class Fault extends Error {}

/** Reads files into memory that is touched once, and checks every byte. Keeps its thread busy until it is done. */
export function readFiles({ folder, files, items, places }: ReadingJob): ReadFiles {
  try {
    const contents = Object.entries(files).map(([file, entry]) => {
      const bytes = readVerified(folder, file, entry, places[file]);
      if (file === EMBEDDING_FILES.nearest) mustNameItems(file, bytes, items);
      return [file, bytes] as const;
    });
    return { contents };
  } catch (thrown) {
    if (thrown instanceof Fault) return { fault: thrown.message };
    throw thrown;
  }
}

function readVerified(
  folder: string,
  file: string,
  { bytes, sha256 }: FileEntry,
  place: SharedBytes | undefined,
): SharedBytes {
  const handle = opened(folder, file);
  try {
    const { size } = fstatSync(handle);
    if (size !== bytes) throw new Fault(`${file} has ${size} bytes, not ${bytes}`);
    const into = place ?? new Uint8Array(new SharedArrayBuffer(bytes));
    if (fill(into, handle, file) !== sha256)
      throw new Fault(`${file} has been changed: its checksum differs`);
    return into;
  } finally {
    closeSync(handle);
  }
}

function opened(folder: string, file: string): number {
  try {
    return openSync(join(folder, file), 'r');
  } catch (cause) {
    throw new Fault(`${file} can't be opened`, { cause });
  }
}

/** @returns the SHA-256 of what was read, in hex digits. */
function fill(into: Uint8Array, handle: number, file: string): string {
  const hash = createHash('sha256');
  for (let at = 0; at < into.length;) {
    const bytesRead = readSync(handle, into, at, Math.min(PIECE_BYTES, into.length - at), at);
    if (bytesRead === 0) throw new Fault(`${file} ends after ${at} bytes, not ${into.length}`);
    hash.update(into.subarray(at, at + bytesRead));
    at += bytesRead;
  }
  return hash.digest('hex');
}

/** Millions of numbers: what stopped the event loop for a while stands here, beside it. */
function mustNameItems(file: string, { buffer }: SharedBytes, items: number): void {
  if (buffer.byteLength % Uint32Array.BYTES_PER_ELEMENT !== 0) return;
  for (const item of new Uint32Array(buffer))
    if (item >= items) throw new Fault(`${file} names an item that is not there`);
}
