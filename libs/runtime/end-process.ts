import { spawn } from 'node:child_process';

/** Longest that `process.exit` may take. */
const EXIT_GRACE_MS = 300;

/**
 * Ends the process while parts of it may still be at work. `process.exit` waits for the threads of libuv's pool, and the writer of the
 * embedded log waits on one of them for a main thread that no longer answers: such a process would stay for good. So
 * another one looks after it.
 */
export function endProcess(code: number): never {
  const kill = `setTimeout(() => { try { process.kill(${process.pid}, 'SIGKILL') } catch {} }, ${EXIT_GRACE_MS})`;
  spawn(process.execPath, ['-e', kill], { detached: true, stdio: 'ignore' })
    // Without it there is nothing more to be done than what comes next.
    .on('error', () => undefined)
    .unref();
  process.exit(code);
}
