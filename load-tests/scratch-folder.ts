import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is gone when it is removed, or else when this process ends. */
export interface ScratchFolder {
  readonly path: string;
  remove(): Promise<void>;
}

export async function scratchFolder(): Promise<ScratchFolder> {
  const path = await mkdtemp(join(tmpdir(), 'freshet-load-'));
  const options = { recursive: true, force: true, maxRetries: 3 };
  const removeAtOnce = (): void => rmSync(path, options);
  process.once('exit', removeAtOnce);
  return {
    path,
    remove: async () => {
      process.off('exit', removeAtOnce);
      await rm(path, options);
    },
  };
}
