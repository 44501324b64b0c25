import { setTimeout as pause } from 'node:timers/promises';

/** Hands out turns at a steady rate: turn n comes n / rate seconds after the first, however late the one before was taken. */
export class Pace {
  private taken = 0;
  private startedAt: number | undefined;

  /** @param perSecond 0 or less: no waiting. */
  constructor(private readonly perSecond: number) {}

  async turn(): Promise<void> {
    if (this.perSecond <= 0) return;
    this.startedAt ??= performance.now();
    const dueAt = this.startedAt + (this.taken++ * 1000) / this.perSecond;
    const earlyMs = dueAt - performance.now();
    if (earlyMs > 0) await pause(earlyMs);
  }
}
