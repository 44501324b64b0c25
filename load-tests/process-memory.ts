import { readFile, writeFile } from 'node:fs/promises';

const KIB = 1024;

/** What a process has in memory, by the operating system's own count. Linux alone tells it. */
export class ProcessMemory {
  constructor(private readonly pid: number) {}

  /** @returns resident bytes now. */
  resident(): Promise<number> {
    return this.counted('VmRSS');
  }

  /** @returns the most resident bytes since the process began, or since `forgetPeak`. */
  peak(): Promise<number> {
    return this.counted('VmHWM');
  }

  async forgetPeak(): Promise<void> {
    await writeFile(`/proc/${this.pid}/clear_refs`, '5');
  }

  private async counted(name: string): Promise<number> {
    const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
    const kib = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
    if (kib === undefined) throw new Error(`/proc/${this.pid}/status does not tell ${name}.`);
    return Number(kib) * KIB;
  }
}
