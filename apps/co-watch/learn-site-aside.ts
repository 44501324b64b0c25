import { fork, type ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { LearnSiteOptions, LearnSiteReport } from './learn-site.js';

/** What the process says: what it does, any number of times, then one of the others. */
export type LearnSiteMessage =
  | { readonly doing: string }
  | { readonly report: LearnSiteReport }
  | { readonly fault: { readonly message: string; readonly code: string | undefined } };

/** What learning may take of a machine that serves: the rest of a history spills to disk while it is counted. */
const BOUNDS = { memoryLimit: '512MB', threads: 1 };
/** For objects, beside typed arrays: a history that needs more is to be learned from where nothing serves. */
const HEAP_MB = 1024;

/**
 * `learnSite` in a process of its own and behind all other work of the machine, so that a service goes on answering whatever becomes
 * of it.
 * @param signal ends it; what it had not finished is as if it had never begun.
 * @throws Error with the message and code of what `learnSite` throws, or of how the process ended; the signal's reason.
 */
export function learnSiteAside(
  { onProgress, ...options }: LearnSiteOptions,
  signal: AbortSignal,
): Promise<LearnSiteReport> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const child = startProcess();
    const end = (): void => void child.kill('SIGKILL');
    signal.addEventListener('abort', end, { once: true });
    child.on('message', (message: LearnSiteMessage) => {
      if ('doing' in message) onProgress?.(message.doing);
      else if ('report' in message) resolve(message.report);
      else reject(Object.assign(new Error(message.fault.message), { code: message.fault.code }));
    });
    child.on('error', reject);
    child.on('exit', (code, by) => {
      signal.removeEventListener('abort', end);
      const how = by === null ? `with code ${String(code)}` : `by ${by}`;
      reject(signal.aborted ? (signal.reason as Error) : new Error(`the process that learns ended ${how}`));
    });
    child.send({ ...BOUNDS, ...options });
  });
}

function startProcess(): ChildProcess {
  const child = fork(fileURLToPath(new URL('learn-site-process.js', import.meta.url)), {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${HEAP_MB}`],
    // What it says comes as messages; standard output belongs to the service.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  // At once: threads that it starts are given what it has by then.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  return child;
}
