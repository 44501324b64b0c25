import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { messageOf } from '#libs/contracts';
import { endProcess } from './end-process.js';
import { HealthIndicators } from './health.js';

/** A process that has not stopped by then is ended: what it had accepted is durable. */
const STOP_DEADLINE_MS = 1900;
/** Connections that are still open by then are cut: one slow reader must not keep the log from being closed. */
const CONNECTIONS_DEADLINE_MS = 1400;

/** The life of a process that serves one application: how it ends, on a signal as on a fault. */
export class ServiceProcess {
  private isEnding = false;
  private readonly departure = new AbortController();
  private companion: Promise<void> = Promise.resolve();
  private application: NestFastifyApplication | undefined;

  constructor(private readonly logger: LoggerService) {}

  /** A process that goes on after a fault nobody expected would serve from a state nobody thought of. */
  endOnUncaught(): void {
    const end = (thrown: unknown): void => {
      const message = `A fault that nobody caught: ${messageOf(thrown)}`;
      this.logger.error(this.isEnding ? message : `Stopping. ${message}`, { error: thrown });
      void this.end(1);
    };
    process.on('uncaughtException', end);
    process.on('unhandledRejection', end);
  }

  /**
   * On SIGTERM or SIGINT: unready at once, no new connection, requests in flight are finished, consumers stop by Nest's shutdown
   * hooks, exit code 0. A second signal ends the process there and then.
   */
  endOnSignal(application: NestFastifyApplication): void {
    this.application = application;
    const end = (signal: NodeJS.Signals): void => {
      if (this.isEnding) endProcess(0);
      this.logger.log(`Stopping on ${signal}`);
      void this.end(0);
    };
    process.on('SIGTERM', end);
    process.on('SIGINT', end);
  }

  /** Aborted when the process is on its way out. */
  get leaving(): AbortSignal {
    return this.departure.signal;
  }

  /** The process ends after this work, which is to end when `leaving` says so. */
  accompanyBy(work: Promise<void>): void {
    this.companion = work;
  }

  /** Whether the process is on its way out, so that what now fails fails for that. */
  get ending(): boolean {
    return this.isEnding;
  }

  /** Stops what runs and exits, in time whatever happens. Only the first call counts. */
  async end(code: number): Promise<void> {
    if (this.isEnding) return;
    this.isEnding = true;
    this.departure.abort();
    const started = performance.now();
    setTimeout(() => {
      this.logger.warn(
        `Not everything had stopped after ${STOP_DEADLINE_MS} ms; ending. What was accepted is durable.`,
      );
      endProcess(code);
    }, STOP_DEADLINE_MS);
    if (this.application === undefined) endProcess(code);
    try {
      await Promise.all([close(this.application), this.companion]);
      if (code === 0) this.logger.log('Stopped', { stopMs: Math.round(performance.now() - started) });
      process.exit(code);
    } catch (thrown) {
      this.logger.error('A part failed to stop', { error: thrown });
      endProcess(code);
    }
  }
}

async function close(application: NestFastifyApplication): Promise<void> {
  application.get(HealthIndicators, { strict: false }).stopping();
  const instance = application.getHttpAdapter().getInstance();
  const cut = setTimeout(() => instance.server.closeAllConnections(), CONNECTIONS_DEADLINE_MS);
  // Nest stops its consumers before it closes the server; here the server stops accepting at the same moment.
  await Promise.all([instance.close(), application.close()]);
  clearTimeout(cut);
}
