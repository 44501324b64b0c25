import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock, unlock } from 'fs-native-extensions';
import { FreshetError } from '#libs/contracts';

/** A folder that this process alone writes to, until released or until the process ends, however it ends. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes the kernel's lock on `<folder>/lock`. The kernel frees it with the process, so a killed owner never leaves a
 * lock behind, and the pid in the file is there for messages alone.
 * @throws FreshetError FRESHET_DATA_IN_USE
 */
export function lockFolder(folder: string): FolderLock {
  const file = join(folder, 'lock');
  const descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT, 0o644);
  try {
    if (!tryLock(descriptor)) throw inUse(folder, file);
    ftruncateSync(descriptor, 0);
    writeSync(descriptor, `${process.pid}\n`, 0);
  } catch (thrown) {
    closeSync(descriptor);
    throw thrown;
  }
  return {
    release() {
      unlock(descriptor);
      closeSync(descriptor);
    },
  };
}

function inUse(folder: string, file: string): FreshetError {
  const pid = readFileSync(file, 'utf8').trim();
  const owner = /^\d+$/.test(pid) ? `process ${pid}` : 'another process';
  return new FreshetError(
    'FRESHET_DATA_IN_USE',
    `${folder} is in use by ${owner}. Stop that service, or give this one a FRESHET_DATA of its own.`,
  );
}
