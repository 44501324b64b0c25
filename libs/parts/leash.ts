import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import type { Command } from './command.js';

/**
 * Waits until its standard input ends, which it does when the process holding the other end is gone, whatever
 * ended that; then ends the process group `$1`, first by asking. (No `--` before the group: dash knows none.)
 */
const END_GROUP = `cat >/dev/null
kill -TERM "-$1" 2>/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  kill -0 "-$1" 2>/dev/null || exit 0
  sleep 0.5
done
kill -KILL "-$1" 2>/dev/null`;

/** The same for what is not a child of ours: runs its arguments. */
const END_BY_COMMAND = 'cat >/dev/null; exec "$@" >/dev/null 2>&1';

/**
 * Ties a part's life to the life of this process: a small process beside it, which notices even that this one
 * was killed. A process group of its own keeps it out of the terminal's Ctrl-C, as the part is.
 * @returns how to untie it, for when the part is gone
 */
export function leash(part: ChildProcess, endWith?: Command): () => void {
  const command = endWith
    ? [END_BY_COMMAND, 'sh', endWith.program, ...endWith.args]
    : [END_GROUP, 'sh', `${part.pid ?? ''}`];
  const watcher = spawn('sh', ['-c', ...command], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  watcher.on('error', () => undefined);
  watcher.unref();
  if (watcher.stdin instanceof Socket) watcher.stdin.unref();
  return () => watcher.kill('SIGKILL');
}
