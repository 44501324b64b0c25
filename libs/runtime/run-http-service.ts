import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FreshetError, messageOf } from '#libs/contracts';
import { loadConfiguration, type Configuration } from './configuration.js';
import { createHttpApplication, listen } from './http-application.js';
import { StructuredLogger } from './logging.js';
import { ServiceProcess } from './service-process.js';

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
  /** Work beside serving, begun once the service listens. The signal says that the process ends. */
  readonly beside?: (configuration: Configuration, signal: AbortSignal) => Promise<void>;
}

/**
 * All of an app's `main.ts`: reads the configuration, starts, serves, and stops on SIGTERM or SIGINT with exit code 0. A start that
 * fails and a fault that nobody caught end the process with one message and exit code 1.
 */
export async function runHttpService(service: HttpService): Promise<void> {
  let logger = new StructuredLogger(service.app, 'info');
  let life = new ServiceProcess(logger);
  try {
    const configuration = loadConfiguration();
    logger = new StructuredLogger(service.app, configuration.environment.logLevel);
    life = new ServiceProcess(logger);
    const url = await start(service, configuration, life, logger);
    logger.log(`Serving on ${url}`, { url });
    service.serving?.(url);
    if (service.beside) life.accompanyBy(service.beside(configuration, life.leaving));
  } catch (thrown) {
    // Told to stop while it was starting.
    if (life.ending) return;
    const fault = startFault(thrown);
    // A named fault says what to do; of any other the stack is what one has.
    const fields = fault instanceof FreshetError ? { code: fault.code } : { error: fault };
    logger.fatal(`Can't start. ${messageOf(fault)}`, fields);
    await life.end(1);
  }
}

async function start(
  { module, prepare }: HttpService,
  configuration: Configuration,
  life: ServiceProcess,
  logger: StructuredLogger,
): Promise<string> {
  life.endOnUncaught();
  const application = await createHttpApplication(module(configuration), configuration, logger);
  life.endOnSignal(application);
  await prepare?.(application, configuration);
  return listen(application, configuration);
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
