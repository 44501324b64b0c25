import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runToEnd, tailOf } from './command.js';
import { leash } from './leash.js';
import { recordOccupant } from './leftover.js';
import type { PartCommand } from './part-program.js';

const STOP_TIMEOUT_MS = 15_000;
const START_TIMEOUT_MS = 60_000;
const PROBE_EVERY_MS = 50;

/** One run of a part's program, from its start to its end. */
export class PartProcess {
  private constructor(
    private readonly command: PartCommand,
    private readonly child: ChildProcess,
    private readonly outputFile: string,
    private readonly ended: Promise<void>,
  ) {}

  /** @throws Error when the program cannot be started at all */
  static async spawn(command: PartCommand, dataFolder: string): Promise<PartProcess> {
    const outputFile = join(dataFolder, 'output.log');
    const output = openSync(outputFile, 'w');
    const child = spawn(command.program, command.args, {
      env: { ...process.env, ...command.env },
      stdio: ['ignore', output, output],
      detached: true,
    });
    closeSync(output);
    const untie = leash(child, command.signalWith?.('SIGTERM'));
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    void ended.then(untie);
    child.unref();
    if (child.pid !== undefined) await recordOccupant(dataFolder, child.pid);
    return new PartProcess(command, child, outputFile, ended);
  }

  /** Of the process; 0 when it could not be started. */
  get pid(): number {
    return this.child.pid ?? 0;
  }

  get running(): boolean {
    return this.pid !== 0 && this.child.exitCode === null && this.child.signalCode === null;
  }

  /**
   * Resolves once `probe` does.
   * @throws Error with the tail of the part's output, when it ends or stays silent instead
   */
  async answering(probe: () => Promise<void>): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    let lastCause: unknown;
    while (this.running && Date.now() < deadline) {
      try {
        await probe();
        return;
      } catch (cause) {
        lastCause = cause;
        await delay(PROBE_EVERY_MS);
      }
    }
    const what = this.running ? `gave no answer in ${START_TIMEOUT_MS / 1000} s` : 'ended before it answered';
    const output = await readFile(this.outputFile, 'utf8').catch(() => '');
    await this.stop('SIGKILL');
    throw new Error(`${this.command.program} ${what}. The end of ${this.outputFile}:\n${tailOf(output)}`, {
      cause: lastCause,
    });
  }

  /** To the whole process group, since some start scripts stay between. */
  async signal(signal: NodeJS.Signals): Promise<void> {
    if (!this.running) return;
    const command = this.command.signalWith?.(signal);
    if (command) await runToEnd(command);
    else process.kill(-this.pid, signal);
  }

  /** Resolves once it is gone; one that does not heed the signal is killed. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    if (!this.running) return;
    this.child.ref();
    // A frozen process would keep the signal waiting.
    if (signal !== 'SIGKILL') await this.signal('SIGCONT');
    await this.signal(signal);
    const impatience = setTimeout(() => void this.signal('SIGKILL'), STOP_TIMEOUT_MS);
    await this.ended;
    clearTimeout(impatience);
  }
}
