import { leash } from '#libs/parts';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A control in a process of its own: the least program that does a service's work, as the floor to compare with. */
export class ControlProcess {
  private constructor(
    private readonly child: ChildProcess,
    /** Where it answers `/metrics`, and whatever its work is. */
    readonly url: string,
  ) {}

  /**
   * @param name of the program: `control/NAME.main.js`.
   * @throws Error when it ends before it has said where it listens.
   */
  static async start(name: string, args: readonly string[]): Promise<ControlProcess> {
    const main = fileURLToPath(new URL(`control/${name}.main.js`, import.meta.url));
    const child = spawn(process.execPath, [main, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const untie = leash(child);
    child.once('exit', untie);
    const lines = createInterface({ input: child.stdout });
    const ended = once(child, 'exit').then(() => {
      throw new Error(`The control ${name} ended before it served. Its output above says why.`);
    });
    const [url] = (await Promise.race([once(lines, 'line'), ended])) as [string];
    ended.catch(() => undefined);
    return new ControlProcess(child, url);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }
}
