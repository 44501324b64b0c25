import { leash } from '#libs/parts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { NODE_ARGS } from '../../tools/stack/app-process.js';

/** A control that runs in a process of its own, as what it is compared with does. */
export interface ControlProcess {
  readonly url: string;
  stop(): Promise<void>;
}

export interface ControlOptions {
  /** Beside this file, such as `reading.main.js`; it prints its address first. */
  readonly main: string;
  readonly args: readonly string[];
  /** The app that it is the control of: Node is told the same for both. */
  readonly app: string;
}

/** @throws Error when it ends before it has told its address; it has said why on stderr */
export async function startControl({ main, args, app }: ControlOptions): Promise<ControlProcess> {
  const file = fileURLToPath(new URL(main, import.meta.url));
  const child = spawn(process.execPath, [...(NODE_ARGS[app] ?? []), file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own, on a leash: it ends with this process, however that one ends.
    detached: true,
  });
  child.once('exit', leash(child));
  const ended = once(child, 'exit');
  const first = await Promise.race([once(child.stdout, 'data'), ended.then(() => undefined)]);
  if (first === undefined) throw new Error(`The control ${main} ended before it answered.`);
  return {
    url: String(first[0]).trim(),
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}
