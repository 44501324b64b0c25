import { spawn } from 'node:child_process';

/** A program to run, not through a shell. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

const OUTPUT_LINES_KEPT = 30;

/** The last lines of a program's output: enough to see what it died of. */
export function tailOf(output: string): string {
  return output.trimEnd().split('\n').slice(-OUTPUT_LINES_KEPT).join('\n');
}

/**
 * Runs a command to its end.
 * @returns what it wrote to stdout and stderr, in order
 * @throws Error naming the command, with the tail of its output, when it cannot start, fails or takes too long
 */
export function runToEnd(command: Command, timeoutMs = 300_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command.program, command.args, {
      env: { ...process.env, ...command.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (cause) => {
      reject(new Error(`${command.program} could not be run: ${cause.message}`, { cause }));
    });
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output);
      else
        reject(new Error(`${command.program} ended with ${signal ?? code ?? 'nothing'}:\n${tailOf(output)}`));
    });
  });
}
