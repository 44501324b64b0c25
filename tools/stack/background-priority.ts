import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * Lets every other process go first where both want a processor. For a process that was just begun in a session of its own: threads that
 * it starts are given what it has by then. Linux weighs a process within its session alone and shares out processors by session, so the session is told too.
 */
export function letOthersGoFirst(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
    writeFileSync(`/proc/${pid}/autogroup`, `${constants.priority.PRIORITY_BELOW_NORMAL}`);
  } catch {
    // It has ended, or the system does not group by session: it only competes as before.
  }
  if (process.platform === 'linux') markAsIdleWork(pid);
}

/**
 * Puts all threads of a process into Linux's class for idle work, by util-linux's `chrt`. With a low priority alone the scheduler leaves
 * it a processor to itself for tenths of a second while two others share the next one; a processor with nothing but idle work counts as
 * free, and whoever wakes up is put there.
 */
function markAsIdleWork(pid: number): void {
  const chrt = spawn('chrt', ['--all-tasks', '--idle', '--pid', '0', `${pid}`], { stdio: 'ignore' });
  // Not installed: it has the low priority.
  chrt.once('error', () => undefined);
  chrt.unref();
}
