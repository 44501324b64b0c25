import { freePort, leash } from '#libs/parts';
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { letOthersGoFirst } from './background-priority.js';

/**
 * What Node is told for an app; docs/decisions/hot-read-path.md has the figures of the second.
 *
 * What a batch makes lives until the batch is written: with 64 MB for young objects instead of 16 most of it is gone when V8 looks, and session-state
 * folds an eighth more events a second of CPU (`npm run load -- consume`).
 *
 * Whoever answers waits for the last of the threads that collect garbage: Node's four are more than two processors have room for, 0 makes them as many as
 * there are other processors. With 32 MB for young objects they are needed less often.
 */
export const NODE_ARGS: Readonly<Record<string, readonly string[]>> = {
  'session-state': ['--max-semi-space-size=64'],
  recommender: ['--v8-pool-size=0', '--max-semi-space-size=32'],
};

const READY_WITHIN_MS = 30_000;
const RESTART_AFTER_MS = 250;
/** Nobody waits for it, and while it writes the 99th percentile of reads and of freshness is made (docs/decisions/stack.md). */
const IN_THE_BACKGROUND: readonly string[] = ['archiver'];
/** Apps stop within 2 s of being asked. */
const STOP_WITHIN_MS = 4000;

/**
 * Looks at a process's readiness until it is as wanted.
 * @param isReady told each answer, one of 503 too.
 * @throws Error after 30 s.
 */
export async function untilReady(
  app: string,
  url: string,
  isReady: (answer: Response) => boolean | Promise<boolean> = ({ ok }) => ok,
  lookEveryMs = 25,
): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    const looking = fetch(`${url}/health/ready`).then(isReady);
    if (await looking.catch(() => false)) return;
    await pause(lookEveryMs);
  }
  throw new Error(`${app} is not ready after ${READY_WITHIN_MS / 1000} s. Its log above says why.`);
}

/** One app in a process of its own. One that ends without being asked is started again, as an orchestrator would. */
export class AppProcess {
  private child: ChildProcess | undefined;
  private stopping = false;

  private constructor(
    readonly app: string,
    private readonly port: number,
    private readonly env: NodeJS.ProcessEnv,
    private readonly log: (line: string) => void,
  ) {}

  /** Starts an app on a free port; `ready` waits for it. */
  static async start(app: string, env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<AppProcess> {
    const process = new AppProcess(app, await freePort(), env, log);
    process.spawn();
    return process;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Of the process that runs now; 0 while there is none. */
  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** @throws Error when the app does not get ready. */
  ready(): Promise<void> {
    return untilReady(this.app, this.url);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const child = this.child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await ended;
    clearTimeout(impatience);
  }

  private spawn(): void {
    const main = fileURLToPath(new URL(`../../apps/${this.app}/main.js`, import.meta.url));
    const child = spawn(process.execPath, [...(NODE_ARGS[this.app] ?? []), main], {
      env: { ...process.env, ...this.env, HOST: '127.0.0.1', PORT: `${this.port}` },
      stdio: ['ignore', process.stderr, process.stderr],
      // A group of its own: Ctrl-C reaches the stack alone, which stops its apps in order.
      detached: true,
    });
    this.log(`${this.app} is process ${child.pid ?? 0} on ${this.url}`);
    if (child.pid !== undefined && IN_THE_BACKGROUND.includes(this.app)) letOthersGoFirst(child.pid);
    const untie = leash(child);
    child.once('exit', (code, signal) => {
      untie();
      void this.ended(signal ?? `code ${code ?? 0}`);
    });
    this.child = child;
  }

  private async ended(how: string): Promise<void> {
    if (this.stopping) return;
    this.log(`${this.app} ended by ${how}; starting it again`);
    await pause(RESTART_AFTER_MS);
    // It may have been told to stop during the pause.
    if (!this.stoppingNow()) this.spawn();
  }

  private stoppingNow(): boolean {
    return this.stopping;
  }
}
