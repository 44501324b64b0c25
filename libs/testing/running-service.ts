import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** A service of this project in a process of its own, as users run it: the build, not the sources. */
export class RunningService {
  private text = '';
  private noticed: () => void = () => undefined;
  /** Resolves with the next thing it writes, or with its end. */
  private next: Promise<void> = Promise.resolve();

  private constructor(
    private readonly child: ChildProcess,
    /** How it ended: its exit code, or the signal that ended it. */
    readonly ended: Promise<number | NodeJS.Signals>,
  ) {
    this.notice();
  }

  /** @param main path under dist/, such as `apps/standalone/main.js`. */
  static start(main: string, env: NodeJS.ProcessEnv, args: readonly string[] = []): RunningService {
    const child = spawn(process.execPath, [join(PROJECT, 'dist', main), ...args], {
      cwd: PROJECT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = new Promise<number | NodeJS.Signals>((resolve) => {
      child.once('exit', (code, signal) => resolve(signal ?? code ?? 0));
    });
    const service = new RunningService(child, ended);
    const keep = (chunk: Buffer): void => {
      service.text += chunk.toString();
      service.notice();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('exit', () => service.notice());
    return service;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Everything it wrote so far, to stdout and stderr. */
  get output(): string {
    return this.text;
  }

  /**
   * Waits for the first match in what it writes.
   * @throws Error with its output, when it ends without one or the time is over.
   */
  async says(pattern: RegExp, withinMs = 60_000): Promise<RegExpExecArray> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const match = pattern.exec(this.text);
      if (match) return match;
      const isOver = this.child.exitCode !== null || this.child.signalCode !== null;
      const leftMs = deadline - performance.now();
      if (isOver || leftMs <= 0) {
        throw new Error(
          `It ${isOver ? 'ended' : 'is silent'} without saying ${String(pattern)}:\n${this.text}`,
        );
      }
      const patience = new AbortController();
      await Promise.race([this.next, pause(leftMs, undefined, { signal: patience.signal })]);
      patience.abort();
    }
  }

  private notice(): void {
    this.noticed();
    this.next = new Promise((resolve) => {
      this.noticed = resolve;
    });
  }

  /** @returns the address it says it serves on. */
  async url(): Promise<string> {
    const [, url = ''] = await this.says(/"url":"(http:[^"]+)"/);
    return url.replace(/0\.0\.0\.0|\[::\]/, '127.0.0.1');
  }

  /** Signals it, unless it has ended, and waits for its end. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | NodeJS.Signals> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    return this.ended;
  }
}

/** An empty folder of a test's own. @returns its path, and how to remove it. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'freshet-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}
