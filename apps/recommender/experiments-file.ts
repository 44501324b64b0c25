import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Environment } from '#libs/runtime';
import type { ExperimentsSource } from './experiments-in-service.js';

/** The file on disk, read whole at every look: a few kilobytes, and right on any file system, where watching is not. */
export function experimentsFile({ path, isNamed }: Environment['experimentsFile']): ExperimentsSource {
  const fromHere = relative('', path);
  return {
    path: fromHere.startsWith('..') ? path : fromHere,
    isNamed,
    async read() {
      try {
        return await readFile(path, 'utf8');
      } catch (thrown) {
        if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw thrown;
      }
    },
  };
}
