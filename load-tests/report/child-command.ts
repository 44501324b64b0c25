import { leash } from '#libs/parts';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Commands of this project, by the path of their main file from its top. */
function begin(main: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const file = fileURLToPath(new URL(`../../${main}`, import.meta.url));
  const child = spawn(process.execPath, [file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own, on a leash: it ends with this process, however that one ends.
    detached: true,
  });
  child.once('exit', leash(child));
  return child;
}

/**
 * Runs a command to its end, what it says on stderr shown.
 * @returns the last line of its stdout, and its exit code.
 */
export async function runCommand(
  main: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ readonly lastLine: string; readonly exitCode: number }> {
  const child = begin(main, args, env);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { lastLine: output.trim().split('\n').at(-1) ?? '', exitCode: exitCode ?? 1 };
}

/** A command that goes on until it is told to stop. */
export interface RunningCommand {
  /** Its first line on stdout. */
  readonly firstLine: string;
  stop(): Promise<void>;
}

/** @throws Error when it ends before it has said a line; it has said why on stderr. */
export async function startCommand(
  main: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<RunningCommand> {
  const child = begin(main, args, env);
  const ended = once(child, 'close');
  let output = '';
  const firstLine = new Promise<string>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('\n')) resolve(output.slice(0, output.indexOf('\n')));
    });
  });
  const said = await Promise.race([firstLine, ended.then(() => undefined)]);
  if (said === undefined) throw new Error(`${main} ended before it was ready.`);
  return {
    firstLine: said,
    stop: async () => {
      child.kill('SIGINT');
      await ended;
    },
  };
}
