import { mkdirSync } from 'node:fs';
import { open, type RootDatabase } from 'lmdb';
import { lockFolder } from './folder-lock.js';

/** The LMDB environment that the embedded event log and session store live in: one folder, one owner. */
export interface EmbeddedEnvironment {
  /** Each adapter opens its own named databases in it; the root itself holds nothing but their names. */
  readonly root: RootDatabase;
  /** Writes out what is outstanding and frees the folder. Close the adapters first. Calling it again changes nothing. */
  close(): Promise<void>;
}

/** Named databases the environment has room for; each costs a few bytes a transaction. */
const DATABASES_MAX = 32;

/**
 * Opens the folder for this process alone, creating it where it is missing. A write's promise resolves once its
 * transaction would survive a power cut; what is written in one turn of the event loop shares one transaction. Wait for
 * writes with `committed`.
 * @throws FreshetError FRESHET_DATA_IN_USE when another process, or this one, has it open.
 */
export function openEmbeddedEnvironment(folder: string): EmbeddedEnvironment {
  mkdirSync(folder, { recursive: true });
  const lock = lockFolder(folder);
  const root = openOrRelease(folder, () => lock.release());
  let closing: Promise<void> | undefined;
  return {
    root,
    close: () => (closing ??= root.close().finally(() => lock.release())),
  };
}

/**
 * lmdb-js keeps a promise of its own for each transaction. Nobody else can wait for it, and when the disk is full its
 * rejection would end the process, although every caller is told by the promises of its own writes.
 */
function ignore(): void {
  // Told elsewhere.
}

function openOrRelease(folder: string, release: () => void): RootDatabase {
  try {
    const root = open({
      path: folder,
      // A dot in the folder's name would otherwise make it the name of a file.
      noSubdir: false,
      maxDbs: DATABASES_MAX,
      encoding: 'binary',
      // Otherwise a write resolves before it is on the disk. Syncing in the commit measured no slower: embedded-log.md.
      overlappingSync: false,
    });
    root.on('beforecommit', () => queueMicrotask(() => void root.committed.then(ignore, ignore)));
    return root;
  } catch (thrown) {
    release();
    throw thrown;
  }
}
