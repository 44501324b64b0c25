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
}
