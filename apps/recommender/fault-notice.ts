import { messageOf } from '#libs/contracts';
import type { LoggerService } from '@nestjs/common';

const EVERY_MS = 5000;

/** Says that a part fails when it begins and every few seconds while it goes on: one line a request would bury the log. */
export class FaultNotice {
  private saidAt = Number.NEGATIVE_INFINITY;
  private unsaid = 0;

  constructor(
    private readonly what: string,
    private readonly logger: LoggerService,
  ) {}

  report(fault: unknown): void {
    this.unsaid += 1;
    if (performance.now() - this.saidAt < EVERY_MS) return;
    this.logger.warn(`${this.what}: ${messageOf(fault)}`, { times: this.unsaid });
    this.saidAt = performance.now();
    this.unsaid = 0;
  }
}
