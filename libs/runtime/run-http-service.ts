import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FreshetError, messageOf } from '#libs/contracts';
import { loadConfiguration, type Configuration } from './configuration.js';
import { HealthIndicators } from './health.js';
import { createHttpApplication, listen } from './http-application.js';
import { StructuredLogger } from './logging.js';

/** A process that has not stopped by then is ended: what it had accepted is durable. */
const STOP_DEADLINE_MS = 1900;

export interface HttpService {
  /** What its log lines are signed with. */
  readonly app: string;
  readonly module: (configuration: Configuration) => Type | DynamicModule;
  /** What is to happen before the service listens, such as connecting a microservice. */
  readonly prepare?: (
    application: NestFastifyApplication,
    configuration: Configuration,
  ) => Promise<void> | void;
  /** Told once the service listens. */
  readonly serving?: (url: string) => void;
}

/**
 * All of an app's `main.ts`: reads the configuration, starts, serves, and stops on SIGTERM or SIGINT with exit code 0. A start that
 * fails and a fault that nobody caught end the process with one message and exit code 1.
 */
export async function runHttpService({ app, module, prepare, serving }: HttpService): Promise<void> {
  let logger = new StructuredLogger(app, 'info');
  try {
    const configuration = loadConfiguration();
    logger = new StructuredLogger(app, configuration.environment.logLevel);
    exitOnUncaught(logger);
    const application = await createHttpApplication(module(configuration), configuration, logger);
    stopOnSignal(application, logger);
    await prepare?.(application, configuration);
    const url = await listen(application, configuration);
    logger.log(`Serving on ${url}`, { url });
    serving?.(url);
  } catch (thrown) {
    const fault = startFault(thrown);
    // A named fault says what to do; of any other the stack is what one has.
    const fields = fault instanceof FreshetError ? { code: fault.code } : { error: fault };
    logger.fatal(`Can't start. ${messageOf(fault)}`, fields);
    process.exit(1);
  }
}

/** A process that goes on after a fault nobody expected would serve from a state nobody thought of. */
export function exitOnUncaught(logger: LoggerService): void {
  const exit = (thrown: unknown): void => {
    logger.error(`Stopping: a fault that nobody caught: ${messageOf(thrown)}`, { error: thrown });
    process.exit(1);
  };
  process.once('uncaughtException', exit);
  process.once('unhandledRejection', exit);
}

/**
 * On SIGTERM or SIGINT: unready at once, no new connection, requests in flight are finished, consumers stop by Nest's shutdown
 * hooks, exit code 0. A second signal ends the process there and then.
 */
export function stopOnSignal(application: NestFastifyApplication, logger: LoggerService): void {
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(0);
    isStopping = true;
    logger.log(`Stopping on ${signal}`);
    void drain(application, logger).finally(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

async function drain(application: NestFastifyApplication, logger: LoggerService): Promise<void> {
  const started = performance.now();
  setTimeout(() => {
    logger.warn(
      `Not everything had stopped after ${STOP_DEADLINE_MS} ms; ending. Accepted events are on the log.`,
    );
    process.exit(0);
  }, STOP_DEADLINE_MS);
  try {
    application.get(HealthIndicators, { strict: false }).stopping();
    // Nest stops its consumers before it closes the server; here the server stops accepting at the same moment.
    await Promise.all([application.getHttpAdapter().getInstance().close(), application.close()]);
    logger.log('Stopped', { stopMs: Math.round(performance.now() - started) });
  } catch (thrown) {
    logger.error('A part failed to stop', { error: thrown });
  }
}

/** @returns the fault that stopped the start, by a name and with what to do where it is a usual one. */
function startFault(thrown: unknown): unknown {
  const { code, port = '' } = thrown as { code?: unknown; port?: number };
  const reasons: Readonly<Record<string, string>> = { EADDRINUSE: 'is in use', EACCES: 'is not permitted' };
  const reason = typeof code === 'string' ? reasons[code] : undefined;
  if (reason === undefined || (thrown as { syscall?: unknown }).syscall !== 'listen') return thrown;
  const message = `Port ${port} ${reason}. Stop what listens there, or set PORT.`;
  return new FreshetError('FRESHET_PORT_UNAVAILABLE', message, { cause: thrown });
}
