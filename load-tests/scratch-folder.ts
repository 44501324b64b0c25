import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is gone when it is removed, or else soon after this process has ended. */
export interface ScratchFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** What this process started is asked to end when it has ended, and may write for some seconds more. */
const REMOVE_AFTERWARDS = 'for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do rm -rf "$1"; sleep 1; done';

export async function scratchFolder(): Promise<ScratchFolder> {
  const path = await mkdtemp(join(tmpdir(), 'freshet-load-'));
  const removeAfterwards = (): void =>
    spawn('sh', ['-c', REMOVE_AFTERWARDS, 'sh', path], { detached: true, stdio: 'ignore' }).unref();
  process.once('exit', removeAfterwards);
  return {
    path,
    remove: async () => {
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
      process.off('exit', removeAfterwards);
    },
  };
}
