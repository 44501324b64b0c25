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
 * Opens the folder for this process alone, creating it where it is missing. A write's promise resolves once it is
 * committed, which a killed process does not undo; `root.flushed` resolves once it would survive a power cut too.
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

function openOrRelease(folder: string, release: () => void): RootDatabase {
  try {
    // A dot in the folder's name would otherwise make it the name of a file.
    return open({ path: folder, noSubdir: false, maxDbs: DATABASES_MAX, encoding: 'binary' });
  } catch (thrown) {
    release();
    throw thrown;
  }
}
